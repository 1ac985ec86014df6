/// What changes of pods, jobs and groups of pods must pass.
@NullMarked
package k4j.apiserver.admission.workload;

import org.jspecify.annotations.NullMarked;
