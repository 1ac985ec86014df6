/// Creates Jobs again and again, as CronJobs say.
@NullMarked
package k4j.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
