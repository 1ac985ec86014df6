package k4j.api.cel.value;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// A list of values.
public interface CelList extends Iterable<Object> {

  int size();

  Object get(int index);

  default boolean sameAs(CelList other) {
    if (size() != other.size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (!Equality.equal(get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  default CelList plus(CelList other) {
    return ListValue.concatenate(this, other);
  }

  @Override
  default Iterator<Object> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public Object next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }
    };
  }
}
