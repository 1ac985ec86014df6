/// The rules of kinds that extend the server: webhooks, policies, API services.
@NullMarked
package k4j.apiserver.strategy.extension;

import org.jspecify.annotations.NullMarked;
