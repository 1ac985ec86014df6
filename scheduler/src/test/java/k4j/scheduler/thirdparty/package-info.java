/// A plugin as others may write one.
@NullMarked
package k4j.scheduler.thirdparty;

import org.jspecify.annotations.NullMarked;
