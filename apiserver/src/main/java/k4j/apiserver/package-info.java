/// The API server: its parts and how they are put together.
@NullMarked
package k4j.apiserver;

import org.jspecify.annotations.NullMarked;
