package k4j.api.protobuf;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import org.jspecify.annotations.Nullable;

/// What stands under each number of a message.
final class Message {

  private final TreeMap<Integer, Slot> slots = new TreeMap<>();

  /// A field of the object, or a message that holds more fields of the same object.
  sealed interface Slot {
    record Leaf(Field field) implements Slot {}

    record Embedded(Message message) implements Slot {}
  }

  static Message of(ObjectType type) {
    var message = new Message();
    for (Field field : type.fields()) {
      if (field.number() > 0) {
        message.at(Embedding.path(type.name(), field.name())).put(field);
      }
    }
    return message;
  }

  private void put(Field field) {
    slots.put(field.number(), new Slot.Leaf(field));
  }

  private Message at(List<Integer> path) {
    if (path.isEmpty()) {
      return this;
    }
    Slot slot = slots.computeIfAbsent(path.getFirst(), _ -> new Slot.Embedded(new Message()));
    return switch (slot) {
      case Slot.Embedded(Message inner) -> inner.at(path.subList(1, path.size()));
      case Slot.Leaf leaf ->
          throw new IllegalStateException("two meanings of a number: " + leaf.field().name());
    };
  }

  @Nullable Slot slot(int number) {
    return slots.get(number);
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  /// From the highest number down, the order in which messages are written.
  Iterable<Map.Entry<Integer, Slot>> descending() {
    return slots.descendingMap().entrySet();
  }
}
