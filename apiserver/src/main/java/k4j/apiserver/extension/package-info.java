/// Custom resources: their definitions, and how they are served.
@NullMarked
package k4j.apiserver.extension;

import org.jspecify.annotations.NullMarked;
