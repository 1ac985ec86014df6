/// Objects as the store holds them.
@NullMarked
package k4j.apiserver.storage;

import org.jspecify.annotations.NullMarked;
