/// Keeps as many pods as their load asks for: HorizontalPodAutoscalers.
@NullMarked
package k4j.controllers.podautoscaler;

import org.jspecify.annotations.NullMarked;
