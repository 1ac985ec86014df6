package k4j.api.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.TypeType;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;
import k4j.api.cel.type.PropertyNames;
import org.jspecify.annotations.Nullable;

/// Our types as the library sees them.
@SuppressWarnings("Immutable") // Filled by the constructor only, and our records are immutable.
final class LibraryTypes implements CelTypeProvider {

  private final Map<String, CelType> named = new HashMap<>();
  private final ImmutableSet<String> objectFields;

  /// @param objectFields which fields objects of the types `Object`, `Object.spec` and so on may
  ///   have; empty where there are no such types
  LibraryTypes(
      Collection<DeclType> variables,
      Collection<DeclType> constructed,
      Collection<String> objectFields) {
    this.objectFields = ImmutableSet.copyOf(objectFields);
    for (String opaque : ImmutableList.of("net.IP", "net.CIDR")) {
      named.put(opaque, TypeType.create(OpaqueType.create(opaque)));
    }
    variables.forEach(this::collect);
    constructed.forEach(this::collect);
  }

  private void collect(DeclType type) {
    switch (type) {
      case DeclType.Simple _ -> {}
      case DeclType.ListOf list -> collect(list.element());
      case DeclType.MapOf map -> collect(map.value());
      case DeclType.OptionalOf optional -> collect(optional.value());
      case DeclType.ObjectOf object -> {
        if (named.put(object.name(), struct(object)) == null) {
          object.fields().values().forEach(this::collect);
        }
      }
    }
  }

  static CelType of(DeclType type) {
    return switch (type) {
      case DeclType.Simple simple -> LibraryCompilers.named(simple.name());
      case DeclType.ListOf list -> ListType.create(of(list.element()));
      case DeclType.MapOf map -> MapType.create(of(map.key()), of(map.value()));
      case DeclType.OptionalOf optional -> OptionalType.create(of(optional.value()));
      case DeclType.ObjectOf object -> struct(object);
    };
  }

  /// Types of objects are not carried over: what they hold is seen when it is used.
  static DeclType declared(CelType type) {
    return switch (type) {
      case ListType list -> new DeclType.ListOf(declared(list.elemType()), Long.MAX_VALUE);
      case MapType map ->
          new DeclType.MapOf(declared(map.keyType()), declared(map.valueType()), Long.MAX_VALUE);
      case OptionalType optional ->
          new DeclType.OptionalOf(declared(optional.parameters().getFirst()));
      case SimpleType simple -> new DeclType.Simple(simple.name(), Long.MAX_VALUE, 1);
      case OpaqueType opaque -> new DeclType.Simple(opaque.name(), Long.MAX_VALUE, 1);
      default -> DeclTypes.DYN;
    };
  }

  private static CelType struct(DeclType.ObjectOf object) {
    return StructType.create(
        object.name(),
        names(object),
        field -> Optional.ofNullable(object.field(field)).map(LibraryTypes::of));
  }

  /// A keyword such as `namespace` can be written as it is, too.
  private static ImmutableSet<String> names(DeclType.ObjectOf object) {
    var names = ImmutableSet.<String>builder();
    for (String field : object.fields().keySet()) {
      names.add(field);
      PropertyNames.unescape(field)
          .filter(name -> object.field(name) != null)
          .ifPresent(names::add);
    }
    return names.build();
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(named.values());
  }

  @Override
  public Optional<CelType> findType(String typeName) {
    CelType known = named.get(typeName);
    if (known == null && (typeName.equals("Object") || typeName.startsWith("Object."))) {
      known = anyObject(typeName);
    }
    return Optional.ofNullable(known);
  }

  /// An object of an apply configuration: whatever fields the expression gives to it.
  private @Nullable CelType anyObject(String typeName) {
    return objectFields.isEmpty()
        ? null
        : named.computeIfAbsent(
            typeName,
            name -> StructType.create(name, objectFields, _ -> Optional.of(SimpleType.DYN)));
  }
}
