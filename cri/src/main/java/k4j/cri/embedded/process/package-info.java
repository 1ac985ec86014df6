/// What a process of a container is started with and heard through: users, its first script, its
/// event pipe.
@NullMarked
package k4j.cri.embedded.process;

import org.jspecify.annotations.NullMarked;
