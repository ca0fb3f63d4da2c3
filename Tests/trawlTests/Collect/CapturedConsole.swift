import TrawlTestKit

@testable import trawl

/// A console that keeps what is written to it.
struct CapturedConsole {
    let output = Observed("")
    let errors = Observed("")

    func console(input: String = "") -> Console {
        Console(
            output: { [output] text in output.change { $0 += text } },
            errors: { [errors] text in errors.change { $0 += text } },
            outputBytes: { [output] bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                output.change { $0 += text }
            },
            readInput: { Array(input.utf8) },
            inputDescriptor: -1,
            isInputTerminal: false,
            isOutputTerminal: false,
            isErrorTerminal: false,
            size: { (80, 24) }
        )
    }
}
