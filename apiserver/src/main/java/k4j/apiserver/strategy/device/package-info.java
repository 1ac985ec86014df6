/// Devices: claims of them, classes, what nodes have.
@NullMarked
package k4j.apiserver.strategy.device;

import org.jspecify.annotations.NullMarked;
