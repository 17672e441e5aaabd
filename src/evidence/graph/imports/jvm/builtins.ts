// Packages of the JDK's modules whose first segments others use as well (`javax.persistence` is no part of it):
// https://docs.oracle.com/en/java/javase/25/docs/api/allpackages-index.html
const shared = new Set(
  (
    'javax.accessibility javax.annotation.processing javax.crypto javax.imageio javax.lang.model javax.management ' +
    'javax.naming javax.net javax.print javax.rmi.ssl javax.script javax.security.auth javax.security.cert ' +
    'javax.security.sasl javax.smartcardio javax.sound javax.sql javax.swing javax.tools javax.transaction.xa ' +
    'javax.xml.catalog javax.xml.crypto javax.xml.datatype javax.xml.namespace javax.xml.parsers javax.xml.stream ' +
    'javax.xml.transform javax.xml.validation javax.xml.xpath javax.xml.XMLConstants ' +
    'com.sun.jarsigner com.sun.java.accessibility com.sun.jdi com.sun.management com.sun.net.httpserver ' +
    'com.sun.nio.file com.sun.nio.sctp com.sun.security.auth com.sun.security.jgss com.sun.source ' +
    'com.sun.tools.attach com.sun.tools.javac com.sun.tools.jconsole ' +
    'netscape.javascript org.ietf.jgss org.w3c.dom org.xml.sax'
  ).split(' '),
);
// Jakarta's, below packages of the JDK.
const foreign = [
  'javax.security.auth.message',
  'javax.management.j2ee',
  'org.w3c.dom.svg',
  'org.w3c.dom.smil',
];

/** Whether a qualified name is of the JDK's library or of Kotlin's. */
export function isBuiltin(name: string): boolean {
  const first = name.slice(0, Math.max(0, name.indexOf('.')));
  if (first === 'java' || first === 'jdk' || first === 'sun' || first === 'kotlin') return true;
  if (first !== 'javax' && first !== 'com' && first !== 'org' && first !== 'netscape') return false;
  if (foreign.some((prefix) => name === prefix || name.startsWith(`${prefix}.`))) return false;
  let end = first.length;
  for (let segments = 1; segments <= 4 && end !== -1; segments++) {
    end = name.indexOf('.', end + 1);
    if (shared.has(end === -1 ? name : name.slice(0, end))) return true;
  }
  return false;
}

/** Whether `import module …` names one of the JDK's modules. */
export function isBuiltinModule(name: string): boolean {
  return /^(?:java|jdk)\./.test(name);
}
