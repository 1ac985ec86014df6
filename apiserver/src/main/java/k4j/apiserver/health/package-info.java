/// Whether the server and its neighbours are well.
@NullMarked
package k4j.apiserver.health;

import org.jspecify.annotations.NullMarked;
