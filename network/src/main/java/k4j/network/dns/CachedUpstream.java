package k4j.network.dns;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Keeps answers from outside for up to 30 seconds (CoreDNS' `cache 30`), never longer than they
/// say.
final class CachedUpstream implements Upstream {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST = 10_000;

  private final Upstream upstream;
  private final InstantSource clock;
  private final Map<Key, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
          return size() > MOST;
        }
      };

  private record Key(String name, int type, int dclass, boolean dnssec, boolean tcp) {}

  private record Kept(Message answer, Instant since, Instant until) {}

  CachedUpstream(Upstream upstream, InstantSource clock) {
    this.upstream = upstream;
    this.clock = clock;
  }

  @Override
  public byte[] ask(byte[] query, boolean tcp) {
    try {
      Message question = new Message(query);
      Record asked = question.getQuestion();
      var key =
          new Key(
              asked.getName().toString().toLowerCase(Locale.ROOT),
              asked.getType(),
              asked.getDClass(),
              question.getOPT() != null && (question.getOPT().getFlags() & ExtendedFlags.DO) != 0,
              tcp);
      Instant now = clock.instant();
      Kept known = find(key, now);
      if (known != null) {
        return aged(known, question.getHeader().getID(), now);
      }
      byte[] answer = upstream.ask(query, tcp);
      keep(key, new Message(answer), now);
      return answer;
    } catch (IOException e) {
      throw new UpstreamFailure("the answer cannot be read: " + e.getMessage());
    }
  }

  private synchronized @Nullable Kept find(Key key, Instant now) {
    Kept known = kept.get(key);
    return known != null && now.isBefore(known.until()) ? known : null;
  }

  private synchronized void keep(Key key, Message answer, Instant now) {
    int code = answer.getRcode();
    boolean whole = !answer.getHeader().getFlag(Flags.TC);
    if (!whole || (code != Rcode.NOERROR && code != Rcode.NXDOMAIN)) {
      return;
    }
    Duration life = LONGEST;
    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
      for (Record record : answer.getSection(section)) {
        Duration ttl = Duration.ofSeconds(record.getTTL());
        life = ttl.compareTo(life) < 0 ? ttl : life;
      }
    }
    kept.put(key, new Kept(answer, now, now.plus(life)));
  }

  /// The kept answer for another question, its times to live shortened by its age.
  private static byte[] aged(Kept known, int id, Instant now) {
    long age = Duration.between(known.since(), now).toSeconds();
    Message message = new Message(id);
    for (int flag : new int[] {Flags.QR, Flags.RD, Flags.RA, Flags.AD}) {
      if (known.answer().getHeader().getFlag(flag)) {
        message.getHeader().setFlag(flag);
      }
    }
    message.getHeader().setRcode(known.answer().getHeader().getRcode());
    for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
      for (Record record : known.answer().getSection(section)) {
        boolean timeless = section == Section.QUESTION || record.getType() == Type.OPT;
        message.addRecord(timeless ? record : younger(record, age), section);
      }
    }
    return message.toWire();
  }

  private static Record younger(Record record, long age) {
    return Record.newRecord(
        record.getName(),
        record.getType(),
        record.getDClass(),
        Math.max(0, record.getTTL() - age),
        record.rdataToWireCanonical());
  }
}
