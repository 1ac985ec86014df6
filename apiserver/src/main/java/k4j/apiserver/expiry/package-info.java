/// What is forgotten after a while.
@NullMarked
package k4j.apiserver.expiry;

import org.jspecify.annotations.NullMarked;
