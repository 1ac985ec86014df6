/// Rules in CEL that schemas of custom resources hold (`x-kubernetes-validations`).
@NullMarked
package k4j.apiserver.extension.rule;

import org.jspecify.annotations.NullMarked;
