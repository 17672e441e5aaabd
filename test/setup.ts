import nock from 'nock';

// Nothing leaves the machine: a test that needs a peer starts a double of it on loopback.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[?::1\]?)(:\d+)?$/);
