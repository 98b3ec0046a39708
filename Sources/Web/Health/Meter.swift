import Synchronization

/// Counts requests by method, route and status, for `/metrics`. Routes are templates, so that no SKU becomes a label.
final class Meter: Sendable {
    struct Key: Hashable, Comparable {
        var method: String
        var route: String
        var status: Int

        static func < (left: Self, right: Self) -> Bool {
            (left.route, left.method, left.status) < (right.route, right.method, right.status)
        }
    }

    struct Count {
        var number = 0
        var seconds = 0.0
    }

    private let counts = Mutex<[Key: Count]>([:])

    func count(method: String, route: String, status: Int, took: Duration) {
        // A method is whatever the client sends; unknown ones share a name.
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(method)
        let key = Key(method: known ? method : "other", route: route, status: status)
        self.counts.withLock {
            $0[key, default: Count()].number += 1
            $0[key, default: Count()].seconds += took / .seconds(1)
        }
    }

    var all: [(key: Key, count: Count)] {
        self.counts.withLock { counts in counts.map { (key: $0.key, count: $0.value) } }.sorted { $0.key < $1.key }
    }
}
