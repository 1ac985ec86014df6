/// Where connections to kubelets, pods and services go.
@NullMarked
package k4j.apiserver.proxy;

import org.jspecify.annotations.NullMarked;
