/// Schedules as `cron` has them.
@NullMarked
package k4j.api.cron;

import org.jspecify.annotations.NullMarked;
