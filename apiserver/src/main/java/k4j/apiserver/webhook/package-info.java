/// Calls to webhooks: finding them, trusting them, keeping connections to them.
@NullMarked
package k4j.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
