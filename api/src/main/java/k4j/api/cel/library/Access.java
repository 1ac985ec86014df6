package k4j.api.cel.library;

/// Whom an expression asks whether its user may do something.
public interface Access {

  Decision check(Question question);

  /// The same question, asked for a service account.
  Access asServiceAccount(String namespace, String name);

  /// What somebody wants to do: on a path, or, where that is empty, on a resource.
  record Question(
      String verb,
      String path,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name,
      String fieldSelector,
      String labelSelector) {

    /// A path of the API server that is no resource.
    public static Question ofPath(String path) {
      return new Question("", path, "", "", "", "", "", "", "");
    }

    public static Question ofResource(
        String group, String resource, String subresource, String namespace, String name) {
      return new Question("", "", group, resource, subresource, namespace, name, "", "");
    }

    public Question withVerb(String wanted) {
      return new Question(
          wanted,
          path,
          group,
          resource,
          subresource,
          namespace,
          name,
          fieldSelector,
          labelSelector);
    }

    Question withSubresource(String wanted) {
      return new Question(
          verb, path, group, resource, wanted, namespace, name, fieldSelector, labelSelector);
    }

    Question withNamespace(String wanted) {
      return new Question(
          verb, path, group, resource, subresource, wanted, name, fieldSelector, labelSelector);
    }

    Question withName(String wanted) {
      return new Question(
          verb,
          path,
          group,
          resource,
          subresource,
          namespace,
          wanted,
          fieldSelector,
          labelSelector);
    }

    Question withSelectors(String fields, String labels) {
      return new Question(
          verb, path, group, resource, subresource, namespace, name, fields, labels);
    }
  }

  /// @param error empty where there was none
  record Decision(boolean allowed, String reason, String error) {}
}
