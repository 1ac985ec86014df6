package k4j.network.dns;

import java.util.List;
import org.xbill.DNS.Record;

/// What a handler says to a question.
sealed interface Answer {

  /// The name is none of its business: ask the next handler.
  record NotMine() implements Answer {}

  /// Records; an empty list means that the name exists, but not with that type.
  record Found(List<Record> records, List<Record> additional) implements Answer {
    public Found {
      records = List.copyOf(records);
      additional = List.copyOf(additional);
    }
  }

  /// The name does not exist in a zone that the handler owns.
  record NoSuchName() implements Answer {}

  /// The name is another's, outside of the cluster.
  record Alias(Record alias) implements Answer {}

  Answer NOT_MINE = new NotMine();
  Answer NO_SUCH_NAME = new NoSuchName();
  Answer NO_DATA = new Found(List.of(), List.of());
}
