/// Policies of a file, a line each (`--authorization-mode=ABAC`).
@NullMarked
package k4j.apiserver.authorization.abac;

import org.jspecify.annotations.NullMarked;
