import Foundation

/// "Why is it 3?": how one SKU's number comes about, from the count on the shelf to what each shop shows.
public struct StoryView: Sendable, Hashable {
    public var workspace: String
    public var now: Date
    /// The instant the story tells; `nil` for now.
    public var asOf: Date?
    public var sku: String
    public var title: String
    public var options: String
    /// The number asked about: units available to be shown.
    public var number: Int
    /// The whole answer in one or two sentences.
    public var sentence: String
    /// The policy in force, and its promise as a sentence.
    public var policy: String
    public var policySentence: String
    /// From on hand down to available, in order.
    public var steps: [StoryStep]
    public var shops: [ShopStory]
    /// Orders that hold or are owed units, oldest first.
    public var holds: [HoldView]
    /// The stock ledger, newest first.
    public var ledger: [MovementView]

    public init(
        workspace: String, now: Date, asOf: Date? = nil, sku: String, title: String, options: String = "",
        number: Int, sentence: String, policy: String, policySentence: String, steps: [StoryStep],
        shops: [ShopStory], holds: [HoldView], ledger: [MovementView]
    ) {
        self.workspace = workspace
        self.now = now
        self.asOf = asOf
        self.sku = sku
        self.title = title
        self.options = options
        self.number = number
        self.sentence = sentence
        self.policy = policy
        self.policySentence = policySentence
        self.steps = steps
        self.shops = shops
        self.holds = holds
        self.ledger = ledger
    }
}

/// One line of the arithmetic.
public struct StoryStep: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// A count to begin with, or one that adds up.
        case count
        /// Taken away.
        case less
        /// A part of the line above, not added again.
        case detail
        /// What it comes to.
        case total
    }

    public var kind: Kind
    public var label: String
    /// Whole units. Negative where units are taken away.
    public var amount: Int
    public var note: String?

    public init(_ kind: Kind, _ label: String, _ amount: Int, note: String? = nil) {
        self.kind = kind
        self.label = label
        self.amount = amount
        self.note = note
    }
}
