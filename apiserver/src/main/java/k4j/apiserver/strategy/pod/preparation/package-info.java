/// What the server itself writes into pods, and what it keeps of them.
@NullMarked
package k4j.apiserver.strategy.pod.preparation;

import org.jspecify.annotations.NullMarked;
