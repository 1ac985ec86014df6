/// Who may do what: RBAC, the node authorizer, and the questions that clients ask about them.
@NullMarked
package k4j.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
