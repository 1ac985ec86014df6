/// kube-scheduler: gives each pod a node.
@NullMarked
package k4j.scheduler;

import org.jspecify.annotations.NullMarked;
