package org.temper.models.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * An assignment of items to clusters of bounded size, greedily by distance: of all pairs of an item
 * and a cluster, from the nearest on, each is joined whose item is still free, whose cluster is not
 * full, and whose cluster has no other item of the item's group.
 *
 * <p>It is found without sorting all pairs: each item asks its nearest cluster, a cluster keeps the
 * nearest it can hold, and who is turned away asks the next. As both sides go by the same distance,
 * the outcome is the same. Items that no cluster can take because of their groups go to the nearest
 * one that is not full in the end.
 */
final class BalancedAssignment {
  private static final Comparator<Member> NEAREST_FIRST =
      Comparator.comparingDouble(Member::distance).thenComparingInt(Member::item);

  private final float[] distances;
  private final int[] groups;
  private final int capacity;
  private final List<PriorityQueue<Member>> members = new ArrayList<>();
  private final Map<Long, Member> ofGroup = new HashMap<>();

  private BalancedAssignment(float[] distances, int clusters, int capacity, int[] groups) {
    this.distances = distances;
    this.groups = groups;
    this.capacity = capacity;
    for (int cluster = 0; cluster < clusters; cluster++) {
      members.add(new PriorityQueue<>(NEAREST_FIRST.reversed()));
    }
  }

  /**
   * Assigns items.
   *
   * @param distances row-major [N, K]; of equal ones the lower item and the lower cluster come
   *     first
   * @param clusters K
   * @param capacity the most items of a cluster
   * @param groups which items are kept apart: those of one group, at least 0, [N]; -1 for no group
   * @return the cluster of each item, [N]
   * @throws IllegalArgumentException if the clusters together cannot hold the items
   */
  static int[] assign(float[] distances, int clusters, int capacity, int[] groups) {
    checkArgument(
        (long) capacity * clusters >= groups.length,
        "capacity: expected at least %s for %s clusters, got %s",
        (groups.length + clusters - 1) / clusters,
        clusters,
        capacity);
    return new BalancedAssignment(distances, clusters, capacity, groups).assign();
  }

  private int[] assign() {
    List<Integer> left = new ArrayList<>();
    for (int start = 0; start < groups.length; start++) {
      Deque<Member> asking = new ArrayDeque<>();
      asking.add(nearest(start));
      while (!asking.isEmpty()) {
        Member away = join(asking.remove());
        if (away != null) {
          Member next = after(away);
          if (next == null) {
            left.add(away.item);
          } else {
            asking.add(next);
          }
        }
      }
    }
    int[] assigned = new int[groups.length];
    for (PriorityQueue<Member> cluster : members) {
      cluster.forEach(member -> assigned[member.item] = member.cluster);
    }
    left.stream().sorted().forEach(item -> assigned[item] = joinNearestFree(item));
    return assigned;
  }

  /** Gives whom the cluster turns away for the member, if any; that may be the member itself. */
  private @Nullable Member join(Member member) {
    PriorityQueue<Member> cluster = members.get(member.cluster);
    Member rival = groups[member.item] < 0 ? null : ofGroup.get(key(member));
    if (rival != null) {
      if (NEAREST_FIRST.compare(rival, member) < 0) {
        return member;
      }
      cluster.remove(rival);
    }
    cluster.add(member);
    if (groups[member.item] >= 0) {
      ofGroup.put(key(member), member);
    }
    if (rival != null) {
      return rival;
    }
    if (cluster.size() <= capacity) {
      return null;
    }
    Member farthest = cluster.remove();
    if (groups[farthest.item] >= 0) {
      ofGroup.remove(key(farthest));
    }
    return farthest;
  }

  /** Groups are at least 0 here. */
  private long key(Member member) {
    return ((long) member.cluster << Integer.SIZE) | groups[member.item];
  }

  private int joinNearestFree(int item) {
    for (Member member = nearest(item); member != null; member = after(member)) {
      if (members.get(member.cluster).size() < capacity) {
        members.get(member.cluster).add(member);
        return member.cluster;
      }
    }
    throw new AssertionError("no free cluster");
  }

  private Member nearest(int item) {
    int first = KMeans.nearest(distances, item * members.size(), members.size());
    return new Member(item, first, distances[item * members.size() + first]);
  }

  /** The nearest cluster of those after one. */
  private @Nullable Member after(Member before) {
    int row = before.item * members.size();
    int best = -1;
    for (int cluster = 0; cluster < members.size(); cluster++) {
      float distance = distances[row + cluster];
      boolean later =
          distance > before.distance || (distance == before.distance && cluster > before.cluster);
      if (later && (best < 0 || distance < distances[row + best])) {
        best = cluster;
      }
    }
    return best < 0 ? null : new Member(before.item, best, distances[row + best]);
  }

  private record Member(int item, int cluster, float distance) {}
}
