package k4j.controllers.custom;

import k4j.api.Kinds;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Kind;
import k4j.api.schema.ResourceName;
import k4j.client.DeleteOptions;
import k4j.client.Resources;
import k4j.client.Unstructured;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The controllers that care for all resources see custom ones, too.
class CustomResourcesTest {

  private static final Kind<Unstructured> GADGETS =
      Unstructured.kind(new ResourceName("example.com", "v1", "gadgets"), "Gadget", true);

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.create(
        Kinds.CUSTOM_RESOURCE_DEFINITIONS,
        """
        {"metadata":{"name":"gadgets.example.com"},"spec":{"group":"example.com",
         "scope":"Namespaced","names":{"plural":"gadgets","kind":"Gadget"},
         "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
          {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Unstructured gadget(String namespace, String name, String owners) {
    JsonObject json =
        (JsonObject)
            JsonParser.parse(
                """
                {"apiVersion":"example.com/v1","kind":"Gadget",
                 "metadata":{"name":"%s","ownerReferences":[%s]}}
                """
                    .formatted(name, owners));
    return gadgets(namespace).create(GADGETS.of(json));
  }

  private Resources<Unstructured> gadgets(String namespace) {
    return cluster.client().in(GADGETS, namespace);
  }

  @Test
  void dependentsOfACustomResourceGoAfterIt() {
    cluster.start("garbage-collector-controller");
    Unstructured owner = gadget("default", "owner", "");
    gadget(
        "default",
        "dependent",
        "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Gadget\",\"name\":\"owner\",\"uid\":\"%s\"}"
            .formatted(owner.uid()));
    gadgets("default").delete("owner", DeleteOptions.DEFAULT);
    Eventually.await("both to go", () -> gadgets("default").list().isEmpty());
  }

  @Test
  void aNamespaceTakesItsCustomResourcesWithIt() {
    cluster.start("namespace-controller");
    cluster.namespace("other");
    gadget("other", "one", "");
    cluster.client().on(Kinds.NAMESPACES).delete("other", DeleteOptions.DEFAULT);
    Eventually.await("the gadget to go", () -> gadgets("other").list().isEmpty());
  }

  @Test
  void quotasCountThem() {
    gadget("default", "one", "");
    gadget("default", "two", "");
    cluster.create(
        Kinds.RESOURCE_QUOTAS,
        """
        {"metadata":{"name":"few"},"spec":{"hard":{"count/gadgets.example.com":"5"}}}
        """);
    cluster.start("resourcequota-controller");
    Eventually.await(
        "the gadgets to be counted",
        () ->
            cluster
                .client()
                .in(Kinds.RESOURCE_QUOTAS, "default")
                .list()
                .getFirst()
                .json()
                .object("status")
                .object("used")
                .string("count/gadgets.example.com")
                .equals("2"));
  }
}
