extension AuditPage {
    var drawing: Drawing {
        var body: Drawing = [
            "csrf": self.csrf, "from": self.filter.from, "until": self.filter.until, "isNarrow": self.filter.isNarrow,
            "people": self.people.map { Self.choice($0, chosen: self.filter.who) },
            "groups": self.groups.map { Self.choice($0, chosen: self.filter.what) },
            "hasLines": !self.lines.isEmpty, "lines": self.lines.map { self.line($0) },
        ]
        body["news"] = self.notice
        if let problem {
            body["trouble"] = ["sentence": problem.sentence, "wayOut": problem.wayOut, "code": problem.code]
        }
        if self.lines.isEmpty { body["empty"] = self.emptiness.drawing }
        let (open, closed) = (self.alarms.filter(\.findings.isEmpty), self.alarms.filter { !$0.findings.isEmpty })
        body["hasOpen"] = !open.isEmpty
        body["open"] = open.map { self.alarm($0) }
        body["hasClosed"] = !closed.isEmpty
        body["closed"] = closed.map { self.alarm($0) }
        body["quietAlarms"] = self.alarms.isEmpty
        if let access { body["access"] = self.drawing(of: access) }
        if let seal {
            body["seal"] = ["rows": String(seal.rows), "stamp": stamp(seal.at), "text": tableTime(seal.at)] as Drawing
        }
        if let next { body["nextLink"] = Path.audit(self.filter, after: next) }
        return Frame(title: "Audit", workspace: self.workspace, place: .audit, now: self.now).drawing(body)
    }

    private var emptiness: EmptyState {
        self.filter.isNarrow
            ? EmptyState(
                title: "Nothing found", sentence: "Nobody did anything of the kind in these days.", link: Path.audit,
                linkText: "Show everything")
            : EmptyState(
                title: "Nothing yet", sentence: "Whatever a person or a program does here from now on is written down.")
    }

    private static func choice(_ choice: Choice, chosen: String) -> Drawing {
        ["value": choice.value, "choice": choice.title, "isChosen": choice.value == chosen]
    }

    private func line(_ line: Line) -> Drawing {
        var drawing: Drawing = [
            "stamp": stamp(line.at), "time": tableTime(line.at), "who": line.who, "sentence": line.sentence,
            "detail": line.detail.map { ["name": $0.title, "value": $0.value] as Drawing },
            "hasDetail": !line.detail.isEmpty,
        ]
        drawing["object"] = line.object
        return drawing
    }

    private func drawing(of access: Access) -> Drawing {
        let due = access.lines.filter(\.isDue).count
        var drawing: Drawing = [
            "quarter": access.quarter, "isDue": due > 0, "csrf": self.csrf,
            "who": access.lines.map { self.drawing(of: $0) },
        ]
        drawing["dueText"] = due == 1 ? "1 answer is owed." : "\(due) answers are owed."
        return drawing
    }

    private func drawing(of line: Access.Line) -> Drawing {
        var drawing: Drawing = [
            "kind": line.kind.rawValue, "id": line.id, "name": line.name, "below": line.below, "role": line.role,
            "facts": line.facts.joined(separator: " · "), "isOwed": line.isDue, "canTake": !line.isFixed,
            "csrf": self.csrf,
        ]
        if !line.state.isEmpty { drawing["state"] = line.state }
        return drawing
    }

    private func alarm(_ alarm: Alarm) -> Drawing {
        [
            "id": alarm.id, "at": agedTime(alarm.at, now: self.now), "sentence": alarm.sentence,
            "wayOut": alarm.wayOut, "who": alarm.who, "place": alarm.place,
            "findings": alarm.findings.map { ["finding": $0] as Drawing }, "csrf": self.csrf,
        ]
    }
}
