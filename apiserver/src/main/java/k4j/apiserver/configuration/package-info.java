/// Files by which a cluster's owner configures the API server.
@NullMarked
package k4j.apiserver.configuration;

import org.jspecify.annotations.NullMarked;
