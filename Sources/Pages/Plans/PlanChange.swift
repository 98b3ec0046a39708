/// One change of a plan: before, and after.
public struct PlanChange: Sendable, Hashable {
    public enum Direction: String, Sendable, Hashable, CaseIterable { case rise, fall, other }

    public var sku: String
    public var title: String
    /// The connection's name.
    public var connection: String
    /// `quantity`, `price`, `title`.
    public var field: String
    /// Both as people read them; `nil` where there is nothing.
    public var before: String?
    public var after: String?
    public var direction: Direction
    /// Why it is held or skipped, as a sentence.
    public var reason: String?

    public init(
        sku: String, title: String, connection: String, field: String, before: String?, after: String?,
        direction: Direction = .other, reason: String? = nil
    ) {
        self.sku = sku
        self.title = title
        self.connection = connection
        self.field = field
        self.before = before
        self.after = after
        self.direction = direction
        self.reason = reason
    }

    var drawing: Drawing {
        var drawing: Drawing = [
            "sku": self.sku, "title": self.title, "connection": self.connection, "field": self.field,
            "before": self.before ?? "nothing", "after": self.after ?? "nothing", "tone": self.direction.rawValue,
            "link": Path.story(self.sku),
        ]
        drawing["reason"] = self.reason
        return drawing
    }
}

/// A number at the top of a plan.
public struct PlanFigure: Sendable, Hashable {
    public var label: String
    public var value: Int

    public init(_ label: String, _ value: Int) {
        self.label = label
        self.value = value
    }
}

/// A limit that a plan met, and what a person can do about it.
public struct BrakeTrip: Sendable, Hashable {
    public var sentence: String
    public var wayOut: String

    public init(sentence: String, wayOut: String) {
        self.sentence = sentence
        self.wayOut = wayOut
    }
}
