import fc from 'fast-check';
import nock from 'nock';

// Nothing leaves the machine: a test that needs a peer starts a double of it on loopback.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[?::1\]?)(:\d+)?$/);

// The same cases in every run, so that red means the change; PROPERTY_SEED=$RANDOM looks for new ones.
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_122) });
