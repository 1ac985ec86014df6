package k4j.controllers.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Discovery;
import k4j.client.Discovery.Served;
import k4j.client.ListOptions;
import k4j.client.Resources;
import k4j.client.Unstructured;

/// Deletes what is in a namespace: pods first, and when these are gone all the rest.
final class ContentDeletion {

  private static final long FINALIZER_SECONDS = 15;

  private final Client client;
  private final String namespace;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> remaining = new TreeMap<>();
  private final Map<String, Integer> finalizers = new TreeMap<>();
  private long estimate;

  private ContentDeletion(Client client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  static NamespaceFindings run(Client client, String namespace) {
    return new ContentDeletion(client, namespace).run();
  }

  private NamespaceFindings run() {
    Discovery.Found found = client.discovery().preferred();
    List<Served> resources =
        found.resources().stream()
            .filter(served -> served.kind().namespaced() && served.can("delete", "list"))
            .toList();
    resources.stream().filter(ContentDeletion::isPods).forEach(this::delete);
    if (remaining.isEmpty() && failures.isEmpty()) {
      resources.stream().filter(served -> !isPods(served)).forEach(this::delete);
    }
    return new NamespaceFindings(
        discoveryMessage(found.failures()), failures, remaining, finalizers, estimate);
  }

  private static boolean isPods(Served served) {
    return served.kind().resource().groupResource().equals("pods");
  }

  private static String discoveryMessage(Map<String, String> failed) {
    return failed.isEmpty()
        ? ""
        : "Discovery failed for some groups, %d failing: unable to retrieve the complete list of server APIs: %s"
            .formatted(failed.size(), new TreeMap<>(failed));
  }

  private void delete(Served served) {
    try {
      Resources<Unstructured> objects = client.in(served.kind(), namespace);
      List<Unstructured> before = objects.list();
      if (before.isEmpty()) {
        return;
      }
      deleteAll(served, objects, before);
      count(served, objects.list());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        failures.add(e.status().message());
      }
    }
  }

  private static void deleteAll(
      Served served, Resources<Unstructured> objects, List<Unstructured> before) {
    DeleteOptions background =
        DeleteOptions.DEFAULT.withPropagation(DeleteOptions.Propagation.BACKGROUND);
    if (served.can("deletecollection")) {
      objects.deleteCollection(ListOptions.ALL, background);
      return;
    }
    for (Unstructured object : before) {
      try {
        objects.delete(object.name(), background);
      } catch (StatusException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
  }

  private void count(Served served, List<Unstructured> left) {
    if (left.isEmpty()) {
      return;
    }
    ResourceName name = served.kind().resource();
    remaining.put(name.plural() + "." + name.group(), left.size());
    for (Unstructured object : left) {
      JsonObject metadata = object.json().object("metadata");
      for (String finalizer : metadata.array("finalizers").strings()) {
        finalizers.merge(finalizer, 1, Integer::sum);
        estimate = Math.max(estimate, FINALIZER_SECONDS);
      }
      estimate = Math.max(estimate, metadata.integer("deletionGracePeriodSeconds"));
    }
    estimate = Math.max(estimate, 1);
  }
}
