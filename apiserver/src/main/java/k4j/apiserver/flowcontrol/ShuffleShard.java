package k4j.apiserver.flowcontrol;

/// Deals each flow a hand of queues, so that two flows seldom share all of theirs. Pure.
final class ShuffleShard {

  private ShuffleShard() {}

  /// The queues of a flow, all different.
  static int[] hand(long hash, int queues, int size) {
    int[] hand = new int[size];
    long rest = hash;
    for (int dealt = 0; dealt < size; dealt++) {
      int left = queues - dealt;
      int card = (int) Long.remainderUnsigned(rest, left);
      rest = Long.divideUnsigned(rest, left);
      int at = 0;
      while (at < dealt && hand[at] <= card) {
        card++; // the cards that are out already are skipped, in ascending order
        at++;
      }
      System.arraycopy(hand, at, hand, at + 1, dealt - at);
      hand[at] = card;
    }
    return hand;
  }
}
