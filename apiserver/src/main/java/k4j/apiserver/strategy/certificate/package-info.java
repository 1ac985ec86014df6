/// Requests for certificates.
@NullMarked
package k4j.apiserver.strategy.certificate;

import org.jspecify.annotations.NullMarked;
