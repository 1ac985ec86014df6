package k4j.schema.model;

import java.util.List;

/// A field of a definition with everything known about it.
///
/// @param numbers the protobuf field number, preceded by those of the messages that embed it; empty
///   where there is none
/// @param zero what Go shows of the field where nothing was set, as JSON; empty where it shows
///   nothing
/// @param rules what the overlay adds
public record FieldModel(
    String name,
    TypeModel type,
    boolean required,
    List<Integer> numbers,
    String zero,
    Rules rules,
    String description) {

  public FieldModel {
    numbers = List.copyOf(numbers);
  }
}
