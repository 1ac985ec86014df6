/// The plugins, one file each.
@NullMarked
package k4j.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
