/// kube-controller-manager: the frame and the one list of controllers.
@NullMarked
package k4j.controllers;

import org.jspecify.annotations.NullMarked;
