package k4j.network.dns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Answers a query: the cluster's zone first, then addresses, then the world outside (the order of
/// kubeadm's Corefile).
final class DnsHandlers {

  private static final Logger LOG = LoggerFactory.getLogger(DnsHandlers.class);
  private static final int PLAIN_UDP = 512;
  private static final int OUR_UDP = 1232;
  private static final int LARGEST = 65_535;

  private final ClusterZone cluster;
  private final ReverseZone reverse;
  private final Upstream upstream;
  private final RandomGenerator random;

  DnsHandlers(ClusterZone cluster, ReverseZone reverse, Upstream upstream, RandomGenerator random) {
    this.cluster = cluster;
    this.reverse = reverse;
    this.upstream = upstream;
    this.random = random;
  }

  /// The answer on the wire; empty where the query deserves none.
  byte[] answer(byte[] wire, boolean tcp) {
    Message query;
    try {
      query = new Message(wire);
    } catch (IOException _) {
      return wire.length < 2 ? new byte[0] : formatError(wire);
    }
    Record question = query.getQuestion();
    if (query.getHeader().getFlag(Flags.QR)) {
      return new byte[0]; // an answer nobody asked for
    }
    if (question == null || query.getHeader().getOpcode() != Opcode.QUERY) {
      return reply(query, Rcode.NOTIMP).toWire();
    }
    return answer(query, question, wire, tcp);
  }

  private byte[] answer(Message query, Record question, byte[] wire, boolean tcp) {
    Answer answer =
        question.getDClass() == DClass.IN
            ? cluster.answer(question.getName(), question.getType())
            : Answer.NOT_MINE;
    if (answer instanceof Answer.NotMine) {
      answer = reverse.answer(question.getName(), question.getType());
    }
    return switch (answer) {
      case Answer.NotMine _ -> outside(query, wire, tcp);
      case Answer.NoSuchName _ -> {
        Message reply = reply(query, Rcode.NXDOMAIN);
        reply.addRecord(cluster.authority(), Section.AUTHORITY);
        yield sized(query, reply, tcp);
      }
      case Answer.Found found -> sized(query, found(query, found), tcp);
      case Answer.Alias alias -> sized(query, alias(query, alias.alias(), tcp), tcp);
    };
  }

  private Message found(Message query, Answer.Found found) {
    Message reply = reply(query, Rcode.NOERROR);
    if (found.records().isEmpty()) {
      reply.addRecord(cluster.authority(), Section.AUTHORITY);
    }
    var records = new ArrayList<>(found.records());
    Collections.shuffle(records, Random.from(random)); // spreads clients that take the first
    records.forEach(record -> reply.addRecord(record, Section.ANSWER));
    found.additional().forEach(record -> reply.addRecord(record, Section.ADDITIONAL));
    return reply;
  }

  /// The alias, and what the world outside says of its target.
  private Message alias(Message query, Record alias, boolean tcp) {
    Message reply = reply(query, Rcode.NOERROR);
    reply.addRecord(alias, Section.ANSWER);
    int type = query.getQuestion().getType();
    if (type != Type.A && type != Type.AAAA) {
      return reply;
    }
    var target = ((CNAMERecord) alias).getTarget();
    Message further = Message.newQuery(Record.newRecord(target, type, DClass.IN));
    try {
      new Message(upstream.ask(further.toWire(), tcp))
          .getSection(Section.ANSWER)
          .forEach(record -> reply.addRecord(record, Section.ANSWER));
    } catch (IOException | Upstream.UpstreamFailure e) {
      LOG.atDebug()
          .addKeyValue("target", target)
          .addKeyValue("error", e.getMessage())
          .log("The target of an external name is unknown");
    }
    return reply;
  }

  private byte[] outside(Message query, byte[] wire, boolean tcp) {
    try {
      return upstream.ask(wire, tcp);
    } catch (Upstream.UpstreamFailure e) {
      LOG.atDebug()
          .addKeyValue("name", query.getQuestion().getName())
          .addKeyValue("error", e.getMessage())
          .log("No server outside answered");
      return reply(query, Rcode.SERVFAIL).toWire();
    }
  }

  private static Message reply(Message query, int code) {
    var reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.AA);
    reply.getHeader().setFlag(Flags.RA);
    if (query.getHeader().getFlag(Flags.RD)) {
      reply.getHeader().setFlag(Flags.RD);
    }
    reply.getHeader().setRcode(code);
    if (query.getQuestion() != null) {
      reply.addRecord(query.getQuestion(), Section.QUESTION);
    }
    return reply;
  }

  /// Cut to what the client can take; a cut answer says so, and the client comes again over TCP.
  private static byte[] sized(Message query, Message reply, boolean tcp) {
    OPTRecord extension = query.getOPT();
    int limit = PLAIN_UDP;
    if (extension != null) {
      reply.addRecord(new OPTRecord(OUR_UDP, 0, 0), Section.ADDITIONAL);
      limit = Math.max(PLAIN_UDP, Math.min(extension.getPayloadSize(), OUR_UDP));
    }
    return reply.toWire(tcp ? LARGEST : limit);
  }

  private static byte[] formatError(byte[] wire) {
    var reply = new Message(((wire[0] & 0xff) << 8) | (wire[1] & 0xff));
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setRcode(Rcode.FORMERR);
    return reply.toWire();
  }
}
