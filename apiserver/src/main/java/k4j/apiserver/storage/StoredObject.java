package k4j.apiserver.storage;

import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.json.Layout;
import k4j.api.meta.StatusException;
import k4j.apiserver.conversion.Conversion;
import k4j.apiserver.request.Payload;
import org.jspecify.annotations.Nullable;

/// One version of an object as the store holds it: its bytes, encoded once, and what selectors ask
/// for. The tree is there while there is memory for it.
public final class StoredObject implements Payload {

  private final byte[] json;
  private final String problem;
  private final int mark;
  private final int markLength;
  private final Layout layout;
  private volatile SoftReference<JsonObject> tree;
  private volatile @Nullable SoftReference<byte[]> message;
  private volatile @Nullable JsonObject labels;
  private volatile @Nullable Selected selected;
  private volatile @Nullable Object sealedBy;
  private volatile @Nullable Shown shown;

  /// The values of the selectable fields, and who extracted them.
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record Selected(SelectableFields by, String[] values) {}

  /// What the object looks like in another version; null where it is itself.
  private record Shown(Conversion by, @Nullable SoftReference<Payload> payload) {}

  private StoredObject(
      byte[] json, Layout layout, int mark, int markLength, @Nullable JsonObject tree) {
    this.json = json;
    this.layout = layout;
    problem = "";
    this.mark = mark;
    this.markLength = markLength;
    this.tree = new SoftReference<>(tree);
  }

  private StoredObject(byte[] unreadable, String problem) {
    json = unreadable;
    this.problem = problem;
    layout = Layout.SORTED;
    mark = 0;
    markLength = 0;
    tree = new SoftReference<>(null);
  }

  /// What lies on disk and cannot be opened; it is kept as it is.
  static StoredObject unreadable(byte[] stored, String problem) {
    return new StoredObject(stored, problem);
  }

  /// Encodes an object that has a uid and is to be written; its resource version is left out, since
  /// only the commit knows it.
  ///
  /// @param layout of the object in the version in which it is stored
  public static StoredObject encode(JsonObject object, Layout layout, SelectableFields fields) {
    JsonObject bare = object.withoutAt("metadata", "resourceVersion");
    JsonWriter.Marked marked = JsonWriter.toBytesMarking(bare, layout, "metadata", "uid");
    if (marked.mark() < 0) {
      throw new IllegalArgumentException("an object without metadata.uid cannot be stored");
    }
    var stored = new StoredObject(marked.utf8(), layout, marked.mark(), 0, bare);
    stored.labels = bare.object("metadata").object("labels");
    if (fields.conversion() == Conversion.NONE) {
      stored.selected = new Selected(fields, fields.values(bare));
    }
    return stored;
  }

  /// Reads bytes without a resource version, as they lie on disk.
  static StoredObject bare(byte[] json, Layout layout, int mark) {
    return new StoredObject(json, layout, mark, 0, null);
  }

  /// This object with the resource version that its commit gave it.
  StoredObject at(long revision) {
    requireReadable();
    String entry = "\"resourceVersion\":\"" + revision + "\"";
    // A struct has it behind the uid, a map before it.
    String text = json[mark] == '"' ? entry + "," : "," + entry;
    byte[] inserted = text.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[json.length + inserted.length];
    System.arraycopy(json, 0, whole, 0, mark);
    System.arraycopy(inserted, 0, whole, mark, inserted.length);
    System.arraycopy(json, mark, whole, mark + inserted.length, json.length - mark);
    JsonObject bare = tree.get();
    JsonObject full = bare == null ? null : withRevision(bare, revision);
    var stored = new StoredObject(whole, layout, mark, inserted.length, full);
    stored.labels = labels;
    stored.selected = selected;
    stored.sealedBy = sealedBy;
    Shown kept = shown;
    stored.shown = kept != null && kept.payload() == null ? kept : null;
    return stored;
  }

  /// Why it cannot be read; empty where it can.
  public String problem() {
    return problem;
  }

  private void requireReadable() {
    if (!problem.isEmpty()) {
      throw StatusException.internal(problem);
    }
  }

  /// The bytes of what cannot be read.
  byte[] unreadable() {
    return json;
  }

  /// By what it was sealed for the disk; null where it was not yet.
  public @Nullable Object sealedBy() {
    return sealedBy;
  }

  void sealedBy(Object seal) {
    sealedBy = seal;
  }

  private static JsonObject withRevision(JsonObject object, long revision) {
    JsonObject metadata = object.object("metadata");
    return object.with("metadata", metadata.with("resourceVersion", Long.toString(revision)));
  }

  /// The last state of an object that was deleted, with the revision of its deletion.
  public StoredObject deletedAt(long revision) {
    requireReadable();
    var bare = new StoredObject(bareJson(0), layout, mark, 0, tree.get());
    bare.labels = labels;
    bare.selected = selected;
    bare.shown = shown;
    return bare.at(revision);
  }

  /// Where the resource version stands, or belongs.
  int mark() {
    return mark;
  }

  /// The bytes without a resource version, preceded by `room` empty ones.
  byte[] bareJson(int room) {
    byte[] out = new byte[room + json.length - markLength];
    System.arraycopy(json, 0, out, room, mark);
    int rest = mark + markLength;
    System.arraycopy(json, rest, out, room + mark, json.length - rest);
    return out;
  }

  /// Whether the other object differs in nothing but its resource version.
  public boolean sameContent(StoredObject other) {
    int rest = mark + markLength;
    int otherRest = other.mark + other.markLength;
    return Arrays.equals(json, 0, mark, other.json, 0, other.mark)
        && Arrays.equals(json, rest, json.length, other.json, otherRest, other.json.length);
  }

  /// How many bytes it has as JSON.
  public int size() {
    return json.length;
  }

  @Override
  public byte[] json(Layout wanted) {
    requireReadable();
    return json;
  }

  @Override
  public JsonObject tree() {
    JsonObject known = tree.get();
    if (known == null) {
      requireReadable();
      known = (JsonObject) layout.withoutNulls(JsonParser.parseObject(json));
      tree = new SoftReference<>(known);
    }
    return known;
  }

  @Override
  public byte[] message(Function<JsonObject, byte[]> encoder) {
    SoftReference<byte[]> kept = message;
    byte[] known = kept == null ? null : kept.get();
    if (known == null) {
      known = encoder.apply(tree());
      message = new SoftReference<>(known);
    }
    return known;
  }

  public JsonObject labels() {
    JsonObject known = labels;
    if (known == null) {
      known = tree().object("metadata").object("labels");
      labels = known;
    }
    return known;
  }

  /// The values of the fields that selectors may name, in the order of `fields`.
  public String[] selected(SelectableFields fields) {
    Selected known = selected;
    if (known != null && known.by() == fields) {
      return known.values();
    }
    Conversion conversion = fields.conversion();
    String[] values = fields.values(conversion == Conversion.NONE ? tree() : as(conversion).tree());
    selected = new Selected(fields, values);
    return values;
  }

  /// The object as a conversion shows it: made once, and the object itself where that changes
  /// nothing.
  public Payload as(Conversion conversion) {
    Shown known = shown;
    if (known != null && known.by() == conversion) {
      SoftReference<Payload> kept = known.payload();
      Payload payload = kept == null ? this : kept.get();
      if (payload != null) {
        return payload;
      }
    }
    JsonObject stored = tree();
    JsonObject served = conversion.toServed(stored);
    boolean same = served.equals(stored);
    Payload payload = same ? this : Payload.kept(served);
    shown = new Shown(conversion, same ? null : new SoftReference<>(payload));
    return payload;
  }
}
