package k4j.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;

/// The objects of one kind in one namespace, in all, or in the cluster: what one URL names.
public final class Resources<T extends ApiObject> {

  private static final int PAGE = 500;

  private final Client client;
  private final Kind<T> kind;
  private final String namespace;

  Resources(Client client, Kind<T> kind, String namespace) {
    this.client = client;
    this.kind = kind;
    this.namespace = namespace;
  }

  public Kind<T> kind() {
    return kind;
  }

  /// @throws StatusException `NotFound` where there is none
  public T get(String name) {
    return view(send("GET", path(name), Map.of(), JsonNull.NULL));
  }

  public Optional<T> find(String name) {
    try {
      return Optional.of(get(name));
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// One page, or everything where the options have no limit.
  public Listing<T> list(ListOptions options) {
    JsonObject body = send("GET", path(), options.query(), JsonNull.NULL);
    JsonObject metadata = body.object("metadata");
    List<T> items = body.array("items").map(item -> view(withType((JsonObject) item)));
    return new Listing<>(
        items,
        metadata.string("resourceVersion"),
        metadata.string("continue"),
        metadata.integer("remainingItemCount"));
  }

  /// Everything, fetched page by page from one consistent state.
  public List<T> list() {
    return listAll(ListOptions.ALL);
  }

  public List<T> listAll(ListOptions options) {
    var all = new ArrayList<T>();
    ListOptions page = options.withLimit(PAGE);
    while (true) {
      Listing<T> listing = list(page);
      all.addAll(listing.items());
      if (listing.next().isEmpty()) {
        return List.copyOf(all);
      }
      page = page.after(listing.next());
    }
  }

  public T create(T object) {
    return create(object, WriteOptions.DEFAULT);
  }

  public T create(T object, WriteOptions options) {
    return view(send("POST", path(), query(options), object.json()));
  }

  public T update(T object) {
    return update(object, WriteOptions.DEFAULT);
  }

  public T update(T object, WriteOptions options) {
    return view(send("PUT", path(object.name()), query(options), object.json()));
  }

  public T updateStatus(T object) {
    return view(put(object.name(), "status", object.json()));
  }

  public T patch(String name, Patch patch) {
    return patch(name, "", patch, WriteOptions.DEFAULT);
  }

  public T patchStatus(String name, Patch patch) {
    return patch(name, "status", patch, WriteOptions.DEFAULT);
  }

  public T patch(String name, String subresource, Patch patch, WriteOptions options) {
    var request =
        new Request(
            "PATCH", path(name, subresource), query(options), patch.contentType(), patch.body());
    return view(client.transport().send(request).body());
  }

  /// Server-side apply of what this object says.
  public T apply(T object, String fieldManager, boolean force) {
    WriteOptions options = new WriteOptions(false, fieldManager, force);
    return patch(object.name(), "", Patch.apply(object.json()), options);
  }

  /// The object as it was when it went, or a `Status`.
  public JsonObject delete(String name) {
    return delete(name, DeleteOptions.DEFAULT);
  }

  public JsonObject delete(String name, DeleteOptions options) {
    return send("DELETE", path(name), Map.of(), options.json());
  }

  public void deleteCollection(ListOptions which, DeleteOptions options) {
    send("DELETE", path(), which.query(), options.json());
  }

  /// Watches from the options' resource version on, with bookmarks.
  public Watching<T> watch(ListOptions options) {
    Map<String, List<String>> query = options.query();
    query.put("watch", List.of("true"));
    query.put("allowWatchBookmarks", List.of("true"));
    return watch(query);
  }

  /// Watches from the newest state on, which comes first: each object as ADDED, then a bookmark
  /// that says so (`sendInitialEvents`).
  public Watching<T> watchList(ListOptions options) {
    Map<String, List<String>> query = options.query();
    query.put("watch", List.of("true"));
    query.put("allowWatchBookmarks", List.of("true"));
    query.put("sendInitialEvents", List.of("true"));
    query.put("resourceVersionMatch", List.of("NotOlderThan"));
    return watch(query);
  }

  /// Watches with the parameters as they are.
  public Watching<T> watch(Map<String, List<String>> query) {
    return new Watching<>(kind, client.transport().watch(Request.get(path(), query)));
  }

  public JsonObject getSubresource(String name, String subresource) {
    return send("GET", path(name, subresource), Map.of(), JsonNull.NULL);
  }

  /// Such as `binding`, `eviction` or `token`.
  public JsonObject post(String name, String subresource, Json body) {
    return send("POST", path(name, subresource), query(WriteOptions.DEFAULT), body);
  }

  /// Such as `status`, `scale` or `finalize`.
  public JsonObject put(String name, String subresource, Json body) {
    return send("PUT", path(name, subresource), query(WriteOptions.DEFAULT), body);
  }

  private Map<String, List<String>> query(WriteOptions options) {
    return options.query(client.fieldManager());
  }

  private JsonObject send(String method, String path, Map<String, List<String>> query, Json body) {
    return client.transport().send(Request.of(method, path, query, body)).body();
  }

  private T view(JsonObject json) {
    return kind.of(json);
  }

  /// Items of a list need not say their kind.
  private JsonObject withType(JsonObject item) {
    return item.has("kind")
        ? item
        : item.with("apiVersion", kind.apiVersion()).with("kind", kind.kind());
  }

  private String path() {
    String root = kind.resource().root();
    String plural = kind.resource().plural();
    return namespace.isEmpty() || !kind.namespaced()
        ? root + "/" + plural
        : root + "/namespaces/" + namespace + "/" + plural;
  }

  private String path(String name) {
    return path() + "/" + name;
  }

  private String path(String name, String subresource) {
    return subresource.isEmpty() ? path(name) : path(name) + "/" + subresource;
  }
}
