/// Who may have certificates signed, approved and trusted.
@NullMarked
package k4j.apiserver.admission.certificate;

import org.jspecify.annotations.NullMarked;
