import Foundation

/// Every change a decision would cause.
public struct PlanView: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Nothing has been sent.
        case waiting
        /// A limit was met; a person has to say yes.
        case braked
        case applied
        case undone

        var sentence: String {
            switch self {
            case .waiting: "Nothing has been sent yet."
            case .braked: "A brake is holding this plan until you say yes."
            case .applied: "These changes have been applied."
            case .undone: "These changes were applied and then undone."
            }
        }
    }

    public var workspace: String
    public var now: Date
    public var id: String
    /// What was decided: `Go live with Kiel`.
    public var title: String
    public var state: State
    public var made: Date
    /// Figures, each with its name: changes, listings, shops.
    public var figures: [PlanFigure]
    public var brakes: [BrakeTrip]
    public var changes: [PlanChange]
    /// Changes beyond those listed here.
    public var omitted: Int
    /// What applies or undoes it, typed as it stands.
    public var command: String?

    public init(
        workspace: String, now: Date, id: String, title: String, state: State, made: Date,
        figures: [PlanFigure] = [], brakes: [BrakeTrip] = [], changes: [PlanChange], omitted: Int = 0,
        command: String? = nil
    ) {
        self.workspace = workspace
        self.now = now
        self.id = id
        self.title = title
        self.state = state
        self.made = made
        self.figures = figures
        self.brakes = brakes
        self.changes = changes
        self.omitted = omitted
        self.command = command
    }

    var drawing: Drawing {
        var body: Drawing = [
            "id": self.id, "title": self.title, "tone": self.state.rawValue, "stateSentence": self.state.sentence,
            "made": ["text": age(of: self.made, at: self.now), "stamp": stamp(self.made)],
            "figures": self.figures.map { ["label": $0.label, "value": counted($0.value)] as Drawing },
            "brakes": self.brakes.map { ["sentence": $0.sentence, "wayOut": $0.wayOut] as Drawing },
            "hasBrakes": !self.brakes.isEmpty, "changes": self.changes.map(\.drawing),
            "hasChanges": !self.changes.isEmpty,
        ]
        body["omitted"] = self.omitted > 0 ? counted(self.omitted, "more change", "more changes") : nil
        body["command"] = self.command
        body["commandWord"] = self.state == .applied ? "To undo it" : "To apply it"
        return Frame(title: self.title, workspace: self.workspace, now: self.now).drawing(body)
    }
}
