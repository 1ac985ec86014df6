/// `KubeSchedulerConfiguration`: what a scheduler is told to do.
@NullMarked
package k4j.scheduler.config;

import org.jspecify.annotations.NullMarked;
