package k4j.apiserver.openapi.path;

import java.util.List;
import java.util.stream.Stream;
import k4j.api.schema.Resource;

/// The parameters that each kind of operation takes.
final class CommonParameters {

  private final ParameterTable table;
  private final List<Parameter> pretty;
  private final List<Parameter> namespace;
  private final List<Parameter> list;
  private final List<Parameter> selection;
  private final List<Parameter> write;
  private final List<Parameter> patch;
  private final List<Parameter> delete;

  CommonParameters(ParameterTable table) {
    this.table = table;
    pretty = table.list("pretty-tJGM1-ng");
    namespace = table.list("namespace-vgWSWtn3");
    selection =
        table.list(
            "continue-QfD61s0i",
            "fieldSelector-xIcQKXFG",
            "labelSelector-5Zw57w4C",
            "limit-1NfNmdNH",
            "resourceVersion-5WAnf1kx",
            "resourceVersionMatch-t8XhRHeC",
            "sendInitialEvents-rLXlEK_k",
            "shardSelector-Kgyki_3_",
            "timeoutSeconds-yvYezaOC");
    list = join(table.list("allowWatchBookmarks-HC2hJt-J", "watch-XNNPZGbK"), selection);
    write = table.list("dryRun", "fieldManager-Qy4HdaTW", "fieldValidation");
    patch = table.list("dryRun", "fieldManager-7c6nTn1T", "fieldValidation", "force-tOGGb0Yi");
    delete =
        table.list(
            "dryRun",
            "gracePeriodSeconds--K5HaBOS",
            "ignoreStoreReadErrorWithClusterBreakingPotential-QbNkfIqj",
            "orphanDependents-uRB25kX5",
            "propagationPolicy-6jk3prlO");
  }

  static List<Parameter> join(List<Parameter> one, List<Parameter> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  ParameterTable table() {
    return table;
  }

  List<Parameter> pretty() {
    return pretty;
  }

  List<Parameter> namespace() {
    return namespace;
  }

  /// What the URLs of a resource have in common.
  List<Parameter> scope(Resource resource) {
    return resource.namespaced() ? join(namespace, pretty) : pretty;
  }

  List<Parameter> list() {
    return list;
  }

  List<Parameter> selection() {
    return selection;
  }

  List<Parameter> write() {
    return write;
  }

  List<Parameter> patch() {
    return patch;
  }

  List<Parameter> delete() {
    return delete;
  }
}
