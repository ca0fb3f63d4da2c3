import StrictYAML

/// Options of the `ssh` command, as Ansible's variables hold them: `-o ProxyJump=gate -p 2222`.
struct SSHArguments {
    private(set) var options = SSHOptions()
    private(set) var faults: [String] = []
    /// What was passed over, and matters.
    private(set) var notes: [String] = []

    init(_ text: String, at location: SourceLocation) {
        guard let words = ShellWords.split(text) else {
            faults = ["a quote is never closed"]
            return
        }
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word.count >= 2 else {
                faults.append("an option of ssh is meant here, such as -o ProxyJump=gate")
                continue
            }
            let letter = word[word.index(after: word.startIndex)]
            let joined = word.dropFirst(2)
            guard Self.withArgument.contains(letter) else { continue }
            guard let argument = joined.isEmpty ? rest.popFirst() : String(joined) else {
                faults.append("-\(letter) needs an argument")
                continue
            }
            take(letter, argument, at: location)
        }
    }

    private mutating func take(_ letter: Character, _ argument: String, at location: SourceLocation) {
        switch letter {
        case "o": takeOption(argument, at: location)
        case "J": take("proxyjump", [argument], at: location)
        case "i": take("identityfile", [argument], at: location)
        case "l": take("user", [argument], at: location)
        case "p": take("port", [argument], at: location)
        case "F": notes.append("-F is passed over; give --ssh-config to trawl")
        default: break
        }
    }

    private mutating func takeOption(_ text: String, at location: SourceLocation) {
        let cut: (keyword: String, arguments: [String])?
        do {
            cut = try SSHConfigWords.cut(text[...])
        } catch {
            return faults.append(error.reason)
        }
        guard let (keyword, arguments) = cut else { return }
        if keyword == "stricthostkeychecking", ["no", "off", "accept-new"].contains(arguments.first?.lowercased()) {
            notes.append("StrictHostKeyChecking is not taken over; say it with --host-key, or accept the keys first")
        }
        guard SSHConfigKeywords.used.contains(keyword) else { return }
        take(keyword, arguments, at: location)
    }

    private mutating func take(_ keyword: String, _ arguments: [String], at location: SourceLocation) {
        if let reason = options.take(keyword, arguments, at: location) { faults.append("\(keyword): \(reason)") }
    }

    /// The letters that ssh(1) takes an argument with.
    private static let withArgument = Set("bcDEeFIiJLlmOopQRSWw")
}
