/// Tells the authors of admission policies which expressions do not fit the kinds they are for.
@NullMarked
package k4j.controllers.admissionpolicystatus;

import org.jspecify.annotations.NullMarked;
