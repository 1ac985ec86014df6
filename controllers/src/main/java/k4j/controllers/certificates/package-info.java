/// Approves, signs and clears away requests for certificates.
@NullMarked
package k4j.controllers.certificates;

import org.jspecify.annotations.NullMarked;
