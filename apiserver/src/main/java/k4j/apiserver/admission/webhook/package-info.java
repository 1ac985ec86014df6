/// Admission by webhooks: which of them a request concerns, what they are asked, what their answers
/// mean.
@NullMarked
package k4j.apiserver.admission.webhook;

import org.jspecify.annotations.NullMarked;
