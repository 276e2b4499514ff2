"""More phrasings for the intents of smalltalk.py: an intent after '@', then its lines with {a|b}."""

_TEXT = """
@ hello
{Hello|Hi|Hey|Hi there|Hello there|Good day|Hey there}{,|!|.} {I am new here|this is my first time here}{.|!|}
{Hello|Hi|Hey|Hi there|Hello there|Good day|Hey there}{,|!|.} I have just installed you{.|!|}
{Hello|Hi|Hey|Hi there}{,|!|.} {I just started the program|I just found you}{.|!|}
{Hello there|Good day|Hey there}{,|!|.} {I just started the program|I just found you}{.|!|}
{Hello|Hi|Hey|Hey there|Hello there}{,|!} {it is me|just me|only me|I wanted to try you out}{.|!|}
{Hello|Hi|Hey|Hey there|Hello there}{,|!} {I am trying this out|let us begin}{.|!|}
{Hello|Hi|Hey|Hey there|Hello there}{,|!} {let us get started|here I am}{.|!|}
{Hello|Hi|Hey}{,|!} {great to see you|good to see you|nice to see you|glad you are there}{.|!|}
{Hello|Hi|Hey}{,|!} {happy to be here|nice to be here|I hope I am not disturbing you}{.|!|}
{Hello|Hi|Greetings} {from Germany|from Spain|from London|from the kitchen}{.|!|}
{Hello|Hi|Greetings} {from my sofa|from the other side of the screen}{.|!|}
{Hello|Hi|Greetings} {from the countryside|to all of you experts}{.|!|}
{A very warm|A big|A cheerful} {hello|hi|greeting} {to you|from me|from here}{.|!|}
{A friendly|Just a quick|A little} {hello|hi|greeting} {to you|from me|from here}{.|!|}
{I say hello|I greet you|I am saying hi|Just saying hi}{.|!|}
{Just saying hello|Just dropping in to say hello|Just stopping by to say hi|I came to say hi}{.|!|}
{Well hello|Well, hello there|Oh hello|Oh, hi|Ah, hello|Why, hello|Hello hello hello|Hellooo}{.|!|}
{Helloo|Heyy|Heyyy|Hiii|Hii|Helo|Hllo}{.|!|}
{What a pleasure to see you|How nice to find you here|Look who is here|There you are|So there you are}{.|!|}
{Hey|Hi|Hello} {buddy|pal|mate|dude|folks|everybody|little friend}{.|!|}
{Hey|Hi|Hello} {tiny model|old friend|sir|madam|my dear|stranger}{.|!|}
{Warm greetings|Kind regards from me|Hello world, I mean you|My greetings}{.|!|}
{Greetings to you|Greetings, machine|Hail|Welcome}{.|!|}
@ morning
{Good morning|Morning|A good morning}{,|!} {the sun is up|I have just had coffee}{.|!|}
{Good morning|Morning|A good morning}{,|!} {it is early|I am up early today}{.|!|}
{Good morning|Morning|A good morning}{,|!} {a new day begins|I slept well}{.|!|}
{Good morning|Morning|A good morning}{,|!} {rise and shine|let us start the day}{.|!|}
{Good morning|Morning} {dear friend|everyone|sunshine|my friend|world}{.|!|}
{Good morning|Morning} {little one|tiny model|buddy|computer}{.|!|}
{I wish you|I would like to wish you|Have} a {good|lovely|beautiful|very good} morning{.|!|}
{It is eight in the morning|It is early in the morning}{, hello|, good morning}{.|!|}
{The sun has just come up|I am having breakfast}{, hello|, good morning}{.|!|}
{What a lovely morning|A beautiful morning to you|A happy morning|Goood morning}{.|!|}
{Good mornin|Mornin all|Gd morning}{.|!|}
@ afternoon
{Good afternoon|Afternoon}{,|!} {I am back from lunch|lunch is over}{.|!|}
{Good afternoon|Afternoon}{,|!} {it is past noon|I have just had lunch}{.|!|}
{Good afternoon|Afternoon}{,|!} {it is three o'clock|work is nearly over|I hope I do not disturb}{.|!|}
{Good afternoon|Afternoon} {dear friend|everyone|my friend|world|little one}{.|!|}
{Good afternoon|Afternoon} {tiny model|buddy|computer|sir|madam}{.|!|}
{I wish you|I would like to wish you|Have} a {good|lovely|pleasant|very good} afternoon{.|!|}
{What a lovely afternoon|A beautiful afternoon to you|Good aftenoon|A pleasant afternoon to you}{.|!|}
@ evening
{Good evening|Evening}{,|!} {I am home at last|work is over|the day is over|dinner is done}{.|!|}
{Good evening|Evening}{,|!} {the sun has gone down|it has become dark}{.|!|}
{Good evening|Evening}{,|!} {I hope I do not disturb|I have finished work}{.|!|}
{Good evening|Evening} {dear friend|everyone|my friend|world|little one|tiny model}{.|!|}
{Good evening|Evening} {buddy|computer|sir|madam|ladies and gentlemen}{.|!|}
I wish you a {good|lovely|pleasant|very good} evening, {my friend|model|hello}{.|!|}
I would like to wish you a {good|lovely|pleasant|very good} evening, {my friend|model|hello}{.|!|}
Have a {good|lovely|pleasant|very good} evening, {my friend|model|hello}{.|!|}
{What a lovely evening|A beautiful evening to you|Good evenin|A pleasant evening to you}{.|!|}
@ night
{Good night|Night|Nighty night|Sleep tight}{,|!} {I am off to bed|I am tired}{.|!|}
{Good night|Night|Nighty night|Sleep tight}{,|!} {see you tomorrow|until tomorrow}{.|!|}
{Good night|Night|Nighty night|Sleep tight}{,|!} {it is late|my bed is calling}{.|!|}
{Good night|Night|Nighty night|Sleep tight}{,|!} {the day was long|I can hardly keep my eyes open}{.|!|}
I {am about to go to bed|am turning in}{, good night|, see you tomorrow|.|}
I {am hitting the sack|will turn in now}{, good night|, see you tomorrow|.|}
I {need my bed now|shall lie down now|am switching off the light}{, good night|, see you tomorrow|.|}
{It is past midnight|It is nearly midnight}{, I am going to bed|, I need to sleep|, good night}{.|!|}
{It is eleven at night|It is getting late}{, I am going to bed|, I need to sleep|, good night}{.|!|}
{I wish you|Have} a {good|quiet|peaceful|restful} night{.|!|}
{Sleep tight|Sleep well, model|See you in the morning|Lights out|Off to bed}{.|!|}
{Off to sleep now|Going to bed|To bed now|Time to sleep}{.|!|}
@ how_are_you
{How are you|How are things} {over there|in there|with you|on your side|these days}?
{How is it going|How goes it} {over there|in there|with you|on your side|these days}?
{How are you|How are things|How is it going|How goes it} {at the moment|my friend|little model|old friend}?
{Are you having|Did you have|Have you had} a {good|nice|pleasant} {day|morning|evening|time}{| so far}?
{How is|How was} {your morning|your evening|your week|your day today}?
{How is|How was} {your weekend|everything with you|everything}?
{What is going on|What is up with you|How are you holding up|How are you keeping}?
{How have things been|How does the world treat you|How is life treating you|How do things stand}?
{Tell me|Say|I wonder|I would like to know} how you are{| today| doing}.
{I hope all is well with you|I hope you are fine today|I hope the day is treating you well}{?|}
{All good with you|You good|You all right}{?|}
{You okay|R u ok|How r u|How are ya|How you doing}{?|}
{Hello|Hi|Hey}{,|!} {how is it going|how are things|what is up|all well|are you well}?
{Hello|Hi|Hey}{,|!} {everything all right|how do you do|how have you been|how is life}?
{I am fine, and you|I am well, how about you|Fine here. And you}?
{Good, and yourself|And yourself|And how are you doing}?
{Are you doing|Are you feeling} {well|fine|good|all right|OK} {today|these days|now|over there}?
@ user_fine
I {cannot|can not} complain{| today| at the moment}.
{I am|I feel} {quite well|just fine|perfectly fine|fine as ever|pretty good}{| today| at the moment}.
{I am|I feel} {quite well|just fine|perfectly fine}{, thank you for asking|, thanks for asking}.
{I am|I feel} {fine as ever|pretty good}{, thank you for asking|, thanks for asking}.
{I am|I feel} {rather well|in good health|doing great}{| today| at the moment}.
{I am|I feel} {rather well|in good health|doing great}{, thank you for asking|, thanks for asking}.
{I am|I feel} {doing fine|all right, really}{| today| at the moment}.
{I am|I feel} {doing fine|all right, really}{, thank you for asking|, thanks for asking}.
{Things are|Life is} {going well|fine|good} {here|with me|for me|on my side}{|, thanks|, thank you}.
Everything is {going well|fine|good} {here|with me|for me|on my side}{|, thanks|, thank you}.
{Things are|Life is} {all right|going great|in order} {here|with me|for me|on my side}{|, thanks|, thank you}.
Everything is {all right|going great|in order} {here|with me|for me|on my side}{|, thanks|, thank you}.
{Doing well|Doing good|Doing fine|Feeling good|Feeling fine|Feeling great|Quite good}{.|!|}
{Really well|Excellent, thanks|Splendid, thank you|Fine and dandy|As usual, fine}{.|!|}
I am {fine|well|good|all right}, {and I hope you are too|nothing to complain about|just a little busy}.
I am {fine|well|good|all right}, {no complaints|how kind of you to ask}.
@ meet
{It is so nice|How nice|How lovely} to {meet you|get to know you}{.|!|}
{It is so nice|How nice|How lovely} to {make your acquaintance|finally meet you}{.|!|}
{What a pleasure|So good|An honour} to {meet you|get to know you}{.|!|}
{What a pleasure|So good|An honour} to {make your acquaintance|finally meet you}{.|!|}
I am {very pleased|so glad|honoured|really happy} to {meet you|get to know you|make your acquaintance}{.|!|}
{Happy|Delighted|Honoured|Charmed} to {meet you|make your acquaintance|get to know you}{.|!|}
{We do not know each other yet|I have never met a language model|I have never used you before}{.|!|}
{We meet for the first time|I am happy that we meet|At last we meet}{.|!|}
@ back
{Hello|Hi|Hey}{,|!} {I am back|it is me again|here I am again}{.|!|}
{Hello|Hi|Hey}{,|!} {I am here again|I have returned|back so soon}{.|!|}
I {have returned|am here again|have been away for a while|was away for a few days}{.|!|}
I {came home again|am back from lunch|am back from holiday|just came back}{.|!|}
{I am back|Back} {from work|from a break|from my walk|from school}{.|!|}
{I am back|Back} {at last|after a long time|at my desk|on the keyboard}{.|!|}
{Guess who is back|Look who is back|Remember me|I could not stay away}{.|!|}
{We have talked before|We talked yesterday|I was here yesterday|It has been ages}{.|!|}
@ thanks
{Thanks|Thank you|Many thanks|Thx} for {your answer|your patience|your reply|explaining|explaining that}{.|!|}
{Thanks a lot|Thank you so much|Thank you very much} for {your answer|your patience|your reply}{.|!|}
{Thanks a lot|Thank you so much|Thank you very much} for {explaining|explaining that}{.|!|}
{Thanks|Thank you|Many thanks|Thx} for {the explanation|the story|the joke|the tip}{.|!|}
{Thanks a lot|Thank you so much|Thank you very much} for {the explanation|the story|the joke|the tip}{.|!|}
{Thanks|Thank you|Many thanks|Thx} for {telling me|being here|your kindness}{.|!|}
{Thanks|Thank you|Many thanks|Thx} for {chatting with me|the quick answer}{.|!|}
{Thanks a lot|Thank you so much|Thank you very much} for {telling me|being here|your kindness}{.|!|}
{Thanks a lot|Thank you so much|Thank you very much} for {chatting with me|the quick answer}{.|!|}
{Thanks|Thank you|Many thanks|Thx} for {your advice|the information|all that|the good work}{.|!|}
{Thanks a lot|Thank you so much} for {your advice|the information|all that|the good work}{.|!|}
Thank you very much for {your advice|the information|all that|the good work}{.|!|}
{Thanks|Thank you}{,|!|.} {that was very helpful|that helped me a lot|that helps|this is what I needed}{.|!|}
{Thanks|Thank you}{,|!|.} {you saved me time|now I know|you helped me a lot|you made my day}{.|!|}
{Thanks|Thank you}{,|!|.} {that is just what I was looking for|I can use that}{.|!|}
{Thanks|Thank you}{,|!|.} {I learned something|that was kind of you}{.|!|}
{Thanks|Thank you}{,|!|.} {that was a nice story|now it works|problem solved}{.|!|}
{That was very helpful|That helped me a lot|You helped me a lot}{,|.} {thanks|thank you|thanks a lot}{.|!|}
{That was very helpful|That helped me a lot}{,|.} {many thanks|thank you so much|I thank you}{.|!|}
You helped me a lot{,|.} {many thanks|thank you so much|I thank you}{.|!|}
{You saved me a lot of time|You made my day}{,|.} {thanks|thank you|thanks a lot}{.|!|}
{You saved me a lot of time|You made my day}{,|.} {many thanks|thank you so much|I thank you}{.|!|}
{This is just what I needed|Now I understand it}{,|.} {thanks|thank you|thanks a lot}{.|!|}
{This is just what I needed|Now I understand it}{,|.} {many thanks|thank you so much|I thank you}{.|!|}
{Now it works|My problem is solved}{,|.} {thanks|thank you|thanks a lot}{.|!|}
{Now it works|My problem is solved}{,|.} {many thanks|thank you so much|I thank you}{.|!|}
I {really appreciate|very much appreciate|do appreciate} {it|this|your help|your time}{.|!|}
I {really appreciate|very much appreciate|do appreciate} {the effort|all of this|what you did}{.|!|}
I {want to|would like to|wanted to} {thank you|say thank you}{| for everything| for your help| for that}{.|!|}
I {must|have to} {thank you|say thank you}{| for everything| for your help| for that}{.|!|}
I {want to|would like to|wanted to} {say thanks|express my thanks}{| for everything}{.|!|}
I {want to|would like to|wanted to} {say thanks|express my thanks}{ for your help| for that}{.|!|}
I {must|have to} {say thanks|express my thanks}{| for everything| for your help| for that}{.|!|}
{I am so grateful|I am very grateful|I am thankful|I am much obliged|I cannot thank you enough}{.|!|}
{How can I ever thank you|A thousand thanks|A million thanks|Thanks a million|Thanks a bunch}{.|!|}
{Thanks a ton|Tysm|Tyvm|Thank u|Thankyou|Thnx|Tx|Danke|Merci|Gracias}{.|!|}
{So kind of you|How kind of you|That is so kind of you}{, thank you|, thanks|. Thank you}{.|!|}
{Very kind|Most kind|Kind of you}{, thank you|, thanks|. Thank you}{.|!|}
{Great|Good|Fine|Excellent|Brilliant|Lovely|Awesome}{,} {thank you|thanks|many thanks}{.|!|}
{Great|Good|Fine|Excellent}{,} {thanks a lot|thanks for that|thank you for that}{.|!|}
{Brilliant|Lovely|Awesome}{,} {thanks a lot|thanks for that|thank you for that}{.|!|}
{Alright|All right|Right|Oh|Ah|Yes|No}{,} {thank you|thanks|many thanks}{.|!|}
{Alright|All right|Right|Oh|Ah|Yes|No}{,} {thanks a lot|thanks for that|thank you for that}{.|!|}
{My sincere thanks|My thanks|With thanks|Thank you kindly|Thank you, dear model|Thank you, little one}{.|!|}
{Thank you, my friend|Thanks, mate|Thanks, buddy|Thanks, pal|Cheers, mate|Nice, cheers}{.|!|}
@ bye
{Goodbye|Bye|Bye bye|See you}{,|!|.} {I have to go|I must go|I need to run|dinner is ready}{.|!|}
{See you later|Farewell|So long|Take care}{,|!|.} {I have to go|I must go|I need to run|dinner is ready}{.|!|}
{Goodbye|Bye|Bye bye|See you}{,|!|.} {my bus is coming|my train is leaving}{.|!|}
{See you later|Farewell|So long|Take care}{,|!|.} {my bus is coming|my train is leaving}{.|!|}
{Goodbye|Bye|Bye bye|See you}{,|!|.} {work is calling|I have a meeting}{.|!|}
{See you later|Farewell|So long|Take care}{,|!|.} {work is calling|I have a meeting}{.|!|}
{Goodbye|Bye|Bye bye|See you}{,|!|.} {I have to work|I must catch a train}{.|!|}
{See you later|Farewell|So long|Take care}{,|!|.} {I have to work|I must catch a train}{.|!|}
{Goodbye|Bye|Bye bye|See you}{,|!|.} {the kids are waiting|I am meeting a friend}{.|!|}
{See you later|Farewell|So long|Take care}{,|!|.} {the kids are waiting|I am meeting a friend}{.|!|}
{Goodbye|Bye|Bye bye|See you}{,|!|.} {it was nice talking to you|I enjoyed this}{.|!|}
{See you later|Farewell|So long|Take care}{,|!|.} {it was nice talking to you|I enjoyed this}{.|!|}
{Goodbye|Bye|Bye bye|See you}{,|!|.} {it was fun|we will talk again}{.|!|}
{See you later|Farewell|So long|Take care}{,|!|.} {it was fun|we will talk again}{.|!|}
{I have to go|I must go|I need to go|I need to run}{,|,|.} {dinner is ready|lunch is waiting}{.|!|}
{I have to go|I must go|I need to go|I need to run}{,|,|.} {my bus is coming|work is calling}{.|!|}
{I should be off|I am off|I am leaving|I have to stop}{,|,|.} {dinner is ready|lunch is waiting}{.|!|}
{I should be off|I am off|I am leaving|I have to stop}{,|,|.} {my bus is coming|work is calling}{.|!|}
{I have to go|I must go|I need to go|I need to run}{,|,|.} the kids are waiting{.|!|}
{I have to go|I must go|I need to go|I need to run}{,|,|.} there is somebody at the door{.|!|}
{I have to go|I must go|I need to go|I need to run}{,|,|.} {my phone is ringing|I have a meeting}{.|!|}
{I should be off|I am off}{,|,|.} {the kids are waiting|there is somebody at the door}{.|!|}
{I am leaving|I have to stop}{,|,|.} {the kids are waiting|there is somebody at the door}{.|!|}
{I should be off|I am off|I am leaving|I have to stop}{,|,|.} {my phone is ringing|I have a meeting}{.|!|}
{I have to go|I must go}{,|,|.} {it is late|my mother is calling|goodbye|see you}{.|!|}
{I need to go|I need to run}{,|,|.} {it is late|my mother is calling|goodbye|see you}{.|!|}
{I have to go|I must go}{,|,|.} {bye bye|see you soon|take care|until next time}{.|!|}
{I need to go|I need to run}{,|,|.} {bye bye|see you soon|take care|until next time}{.|!|}
{I should be off|I am off}{,|,|.} {it is late|my mother is calling|goodbye|see you}{.|!|}
{I am leaving|I have to stop}{,|,|.} {it is late|my mother is calling|goodbye|see you}{.|!|}
{I should be off|I am off}{,|,|.} {bye bye|see you soon|take care|until next time}{.|!|}
{I am leaving|I have to stop}{,|,|.} {bye bye|see you soon|take care|until next time}{.|!|}
{Dinner is ready|My bus is here}{, so|, and|,} {I have to go|I must leave|I am off|bye}{.|!|}
{Work is calling|Somebody is at the door}{, so|, and|,} {I have to go|I must leave|I am off|bye}{.|!|}
{Dinner is ready|My bus is here}{, so|, and|,} {goodbye|see you later|I must say goodbye}{.|!|}
{Work is calling|Somebody is at the door}{, so|, and|,} {goodbye|see you later|I must say goodbye}{.|!|}
{My break is over|The kids are waiting}{, so|, and|,} {I have to go|I must leave|I am off|bye}{.|!|}
{Time is up|My train is coming}{, so|, and|,} {I have to go|I must leave|I am off|bye}{.|!|}
{My break is over|The kids are waiting}{, so|, and|,} {goodbye|see you later|I must say goodbye}{.|!|}
{Time is up|My train is coming}{, so|, and|,} {goodbye|see you later|I must say goodbye}{.|!|}
{It was nice|It was good|It was fun} {talking to you|chatting with you}{, bye|, goodbye}{.|!|}
{It was nice|It was good|It was fun} {talking to you|chatting with you}{, see you|. Goodbye}{.|!|}
{It was nice|It was good|It was fun} {to talk to you|meeting you}{, bye|, goodbye|, see you|. Goodbye}{.|!|}
{It was a pleasure|It was lovely} {talking to you|chatting with you}{, bye|, goodbye}{.|!|}
{It was a pleasure|It was lovely} {talking to you|chatting with you}{, see you|. Goodbye}{.|!|}
{It was a pleasure|It was lovely} {to talk to you|meeting you}{, bye|, goodbye|, see you|. Goodbye}{.|!|}
{I think|I guess|I suppose} {that is all|that is it|that will be all} {for today|for now|then|here}{.|!|}
{I think|I guess|I suppose} {that was it|I am done|we are done} {for today|for now|then|here}{.|!|}
{Time to go|Time to leave|Time to say goodbye|I will be off now}{.|!|}
{I will leave you now|I shall leave you|Let us stop here}{.|!|}
{Let us call it a day|Let us end here|I will stop now|We are done here}{.|!|}
{I am closing the program now|I am shutting down the computer now|I am switching off now}{.|!|}
{See you|See ya|Catch you} {around|next week|on Monday|another time|again soon|then}{.|!|}
{Talk to you|Speak to you|Until} {around|next week|on Monday|another time|again soon|then}{.|!|}
{Cya|See ya|Byebye|Buh-bye|Toodle-oo|Cheers, bye|Over and out|I am out|Peace out|Gotta go|Gtg}{.|!|}
{G2g|Ttyl|Bb|Bye now|Bye then|Goodbye then|Well, goodbye|Well, bye|Ok bye|Okay, goodbye|OK, see you}{.|!|}
{Have|I wish you|Enjoy} {a nice weekend|a good rest of the day|a lovely evening}{, bye|, goodbye|.|!|}
{Have|I wish you|Enjoy} {a great day|a nice week|the rest of your day}{, bye|, goodbye|.|!|}
{Stay well|Be well|All the best|Good luck and goodbye|Keep well|Look after yourself|God bless}{.|!|}
{Auf Wiedersehen|Au revoir|Adios|Hasta la vista|Sayonara|Arrivederci}{.|!|}
@ are_you_there
{Are you|You} {with me|alive and running|up|up and running|ready to talk|responding}?
{Are you|You} {reachable|there or not|still with me|still on|asleep}?
{Can|Do} you {see what I type|receive this|get my messages|get this}?
{Can|Do} you {receive my text|notice me|understand what I type}?
{Is someone|Is anybody|Anybody|Is somebody|Is anyone} {listening|in there|awake|reading this}?
{Is someone|Is anybody|Anybody|Is somebody|Is anyone} {answering|on the line|at home}?
{Knock knock, anybody home|Hello, anybody|Hello, is this on|Hello, can you hear me|Hello, do you read me}?
{Hi, does this work|Hey, are you awake|Yoo-hoo|Earth to model|Calling the model}?
{I am just testing|I only want to test this|Let me test this|Only a test}{.|!|}
{Testing the connection|Test message|Test one two}{.|!|}
{Checking if this works|I want to see if it works|First test|A little test|tst|test 123}{.|!|}
{Please answer|Answer me|Say something if you are there|Give me a sign}{.|!|}
{Respond|Reply|React|Show a sign of life}{.|!|}
{Did it start|Is it running|Is the model running|Is the model loaded}?
{Does it work|Does the chat work|Is the program working}?
@ who
{Who|And who} {might you be|are you supposed to be|am I chatting to}?
{Who|And who} {do I have here|do I have the pleasure with|is speaking}?
{Who|And who} {is that|is talking|is answering me}?
{Who|And who} {is writing to me|is at the other end|is this I am talking to}?
{May|Might|Can|Could} I {ask|know|learn} {who you are|who I am talking to|with whom I speak}?
{May|Might|Can|Could} I {ask|know|learn} {who is there|whom I am speaking to}?
I {do not know|have no idea|wonder|am curious|forgot|am not sure} {who you are|who I am talking to}.
I {do not know|have no idea|wonder|am curious|forgot|am not sure} {who this is|who is answering me}.
{We have not been introduced|I do not think we know each other}{, who are you|. Who are you}{?|}
We have not been introduced{: introduce yourself|, tell me about yourself}{?|}
I do not think we know each other{: introduce yourself|, tell me about yourself}{?|}
I do not know you yet{, who are you|. Who are you|: introduce yourself|, tell me about yourself}{?|}
{Tell me|Say|Write|Give me} {something about yourself|a bit about yourself}{.|, please.|}
{Tell me|Say|Write|Give me} a few words about yourself{.|, please.|}
{Tell me|Say|Write|Give me} {a little about you|two sentences about yourself}{.|, please.|}
{Tell me|Say|Write|Give me} more about yourself{.|, please.|}
{Identify yourself|State your identity|Reveal yourself|Give me your introduction}{.|?|}
{A short introduction, please|Do introduce yourself|Kindly introduce yourself}{.|?|}
{Explain yourself|Who r u|who u|whos this|who dis|who are u}{.|?|}
{Would|Will|Can|Could} you {describe yourself|present yourself}{|, please}?
{Would|Will|Can|Could} you {say something about yourself|tell me something about yourself}{|, please}?
{Would|Will|Can|Could} you {tell me more about yourself|say a few words about yourself}{|, please}?
{Would|Will|Can|Could} you let me know who you are{|, please}?
{Hello|Hi|Hey}{,|!} {who are you|who is this|who am I talking to|tell me who you are}?
{Hello|Hi|Hey}{,|!} {introduce yourself|please introduce yourself|and who are you}?
{So|Now|Well}, {who are you|tell me who you are|introduce yourself}{?|}
{First of all|Before we begin|For a start}, {who are you|tell me who you are|introduce yourself}{?|}
{So|Now|Well|First of all|Before we begin|For a start}, {who am I dealing with|tell me about yourself}{?|}
@ what
What {exactly|really|on earth|precisely|actually} are you?
{What|Which} {kind of creature|sort of software} {are you|do I have here|is this|am I dealing with}?
{What|Which} kind of software {are you|do I have here|is this|am I dealing with}?
{What|Which} {sort of computer program|kind of AI} {are you|do I have here|is this|am I dealing with}?
{What|Which} {sort of bot|type of neural network} {are you|do I have here|is this|am I dealing with}?
{What|Which} {sort of being|kind of robot} {are you|do I have here|is this|am I dealing with}?
{Are you|So you are|You are} {a kind of robot|some kind of AI|a neural network|software}?
{Are you|So you are|You are} {a computer program|an artificial intelligence|a chat program}?
{Are you|So you are|You are} {an assistant|a transformer|a mixture-of-experts model|a real AI}?
{Are you|So you are|You are} {just a program|just a machine|only a computer}?
{Can|Could|Would} you {explain|tell me|describe} {what you are|what kind of thing you are}{|, please}?
{Can|Could|Would} you {explain|tell me|describe} what sort of program you are{|, please}?
I {wonder|do not know|am curious|have no idea|do not understand} what you are{| exactly}.
{What is this|What is this thing|What is it that answers me|What is answering me}{| here}?
{What am I dealing with|What do I have in front of me|What is at the other end}{| here}?
{What|Which} {AI|language model|LLM|model} {is running here|am I using|do I have here}?
{What|Which} {AI|language model|LLM|model} {runs here|is loaded|answers me}?
{Describe|Explain} {what you are|what kind of AI you are|what sort of model you are}{.|, please.|}
@ name
{By what|Under what} name {do you go|are you known|should I call you}?
{What|Which} name {do you have|do you go by|did they give you|were you given|do you use|shall I use for you}?
{Do people call you something|Did they give you a name|Has anybody named you|Were you given a name}?
{Are you named|Do you go by any name|Does this model have a name|Do you not have a name}?
{Would|Will|Can|Could} you {tell me your name|give me your name|say your name}{|, please}?
{Would|Will|Can|Could} you {let me know your name|reveal your name}{|, please}?
{I do not even know|I would love to know|I am curious about|I wonder about} your name.
{I forgot to ask for|I did not catch|I have not heard|I still do not know} your name.
{Name|Name please|Your name please|State your name|What is ur name|Whats ur name|Name?|Your name was}{?|}
{I told you mine, now tell me|Tell me|Please say|Do tell me} {your name|how you are called}.
{I told you mine, now tell me|Tell me|Please say|Do tell me} {what you are called|what your name is}.
{My name does not matter|Before we talk}, {what is yours|what is your name|how are you called}?
So that I can address you, {what is yours|what is your name|how are you called}?
{How|By what name} {should|may|can} I address you?
@ maker
Who {is behind you|is responsible for you|is your inventor|came up with you}?
Who {put you together|taught you|taught you to talk}?
Who {brought you into the world|had the idea for you|stands behind you}?
Who {is the person behind you|published you|coded you}?
{Which people|Which person|What company|What team} {made you|trained you|built you}?
{Which people|Which person|What company|What team} {created you|developed you|is behind you}?
{Which team|What project|Whose team|Which lab} {made you|trained you|built you}?
{Which team|What project|Whose team|Which lab} {created you|developed you|is behind you}?
{Where|From where} {were you made|were you trained|did they train you|do you originate|have you come}?
{What|Which} {texts|data|books|sources|material|words} {were you trained on|did you learn from}?
{What|Which} {texts|data|books|sources|material|words} did they train you on?
{What|Which} {texts|data|books|sources|material|words} {have you read|were used to train you|did you learn}?
{Can|Could|Would} you {tell me|say|explain} {who made you|who built you|where you come from|who trained you}?
{Can|Could|Would} you {tell me|say|explain} {how you were made|how you were trained|what you were trained on}?
I {wonder|would like to know|am curious|want to know|do not know} {who made you|who built you}.
I {wonder|would like to know|am curious|want to know|do not know} {who trained you|where you come from}.
I {wonder|would like to know|am curious|want to know|do not know} {how you were made|how you came into being}.
I {wonder|would like to know|am curious|want to know|do not know} {what you were trained on|why you exist}.
{How did they|How did somebody|How does one} {make you|build you|train you|create you}?
{Why|For what reason|For what purpose|What for} {were you built|were you trained|were you created}?
{Why|For what reason|For what purpose|What for} {did somebody train you|was this model made}?
{You were made by|You come from|Your creator is} {whom|which company|where|who}?
{Somebody must have made you|Somebody built you}{, who|. Who was it|: who was that}?
Are you {made by a company|somebody's project|from a big company}?
Are you {a product of some company|home-made|trained from scratch}?
@ size
How {tiny|huge|heavy|much|vast|little|large} are you {really|in parameters|as a model|in numbers}?
{How many|What number of} {parameters|weights|numbers} {are there in you|are you made of}?
{How many|What number of} {experts|layers|neurons} {are there in you|are you made of}?
{How many|What number of} {parameters|weights|numbers} {are inside you|do you consist of}?
{How many|What number of} {experts|layers|neurons} {are inside you|do you consist of}?
{How many|What number of} {parameters|weights|numbers} {are in this model|does this model have}?
{How many|What number of} {experts|layers|neurons} {are in this model|does this model have}?
{How many|What number of} {parameters|weights|numbers} {have they given you|do you use}?
{How many|What number of} {experts|layers|neurons} {have they given you|do you use}?
{What is|Tell me|Give me} {your parameter count|the number of your parameters}{.|, please.|}
{State|I want to know|I would like to know} {your parameter count|the number of your parameters}{.|, please.|}
{What is|Tell me|Give me|State|I want to know|I would like to know} the number of your experts{.|, please.|}
{What is|Tell me|Give me} {your dimensions|how many layers you have}{.|, please.|}
{State|I want to know|I would like to know} {your dimensions|how many layers you have}{.|, please.|}
{What is|Tell me|Give me} {how many weights you have|how many experts you have}{.|, please.|}
{State|I want to know|I would like to know} how many weights you have{.|, please.|}
{State|I want to know|I would like to know} how many experts you have{.|, please.|}
{What is|Tell me|Give me} {the size of this model|the size of your network}{.|, please.|}
{State|I want to know|I would like to know} {the size of this model|the size of your network}{.|, please.|}
{Are you|Would you call yourself|Do you count as} {a small model|a large model}?
{Are you|Would you call yourself|Do you count as} {a tiny model|one of the small ones}?
{Are you|Would you call yourself|Do you count as} {a large language model|a giant|a dwarf among models}?
{Compared to others|In numbers|In parameters|Roughly|Honestly}, how {big|large|small} are you?
I {wonder|am curious|have no idea|would like to know} how {big|large|small} you are{| really}.
{Can|Could|Would} you {tell me|say} {how big you are|how many parameters you have|how large you are}?
{Can|Could|Would} you {tell me|say} {how many experts you have|your size}?
{They say you are small|You must be small}{, how small|. How small|: how many parameters}{| exactly}?
{You seem small|You are tiny, I hear}{, how small|. How small|: how many parameters}{| exactly}?
{Give me|Tell me|Show me} {your technical data|your specs|your architecture}{.|}
{Give me|Tell me|Show me} {your technical details|some numbers about yourself}{.|}
{What|Which} {architecture do you have|is your architecture|are your specs|are your technical data}?
{How many billion parameters|How many million parameters} {do you have|are you|have you got|are in you}?
{How many layers|How many weights} {do you have|are you|have you got|are in you}?
@ human
{Are you|Could you be} {some person|a living person|somebody at a keyboard}?
{Might you be|Is it possible that you are} {some person|a living person|somebody at a keyboard}?
{Are you|Could you be} {a person typing|someone pretending to be a machine}?
{Might you be|Is it possible that you are} {a person typing|someone pretending to be a machine}?
{Are you|Could you be|Might you be|Is it possible that you are} flesh and blood?
{Are you|Could you be} {a real being|a guy|a lady|a girl|a boy|a fellow human}?
{Might you be|Is it possible that you are} {a real being|a guy|a lady|a girl|a boy|a fellow human}?
{Do I talk|Am I talking|Am I chatting} {to a real human|with a human|with a real person|to a man}?
{Am I speaking|Am I writing} {to a real human|with a human|with a real person|to a man}?
{Do I talk|Am I talking|Am I chatting|Am I speaking|Am I writing} {to a woman|to somebody real}?
{Do I talk|Am I talking|Am I chatting} {with a machine or a person|to a person or to a machine}?
{Am I speaking|Am I writing} {with a machine or a person|to a person or to a machine}?
{Is there|Is it} {a man|a woman|a real person} {at the keyboard|behind the screen|behind your answers}?
{Is there|Is it} {a living soul|a human being|anybody} {at the keyboard|behind the screen}?
{Is there|Is it} {a living soul|a human being|anybody} behind your answers?
{Is there|Is it} {a man|a woman|a real person} {who types the answers|answering me|at the other end}?
{Is there|Is it} {a living soul|a human being|anybody} {who types the answers|answering me|at the other end}?
{You sound|You seem|You talk} {human|like a person|like a real person}{, are you one|. Are you|, is that so}?
{Human or machine|Person or program|Human or robot|Man or woman}?
{Boy or girl|Person or computer|Real or artificial}?
{I think you are|I bet you are|Admit that you are} {a human|a real person|a person|somebody who types}{.|}
{You must be|Are you sure you are not} {a human|a real person|a person|somebody who types}{.|}
{Does a person|Does a human|Does somebody|Who} {write these answers|type your answers|write this}?
{Does a person|Does a human|Does somebody|Who} {sit behind this|answer here}?
{What is your gender|Do you have a gender|What gender are you|Are you he, she or it}?
@ alive
{Is there|Do you feel that there is} {life|a soul|a mind|consciousness} {in you|inside you}?
{Is there|Do you feel that there is} {life|a soul|a mind|consciousness} {in there|behind your words}?
{Is there|Do you feel that there is} {somebody|anybody|something} {in you|inside you}?
{Is there|Do you feel that there is} {somebody|anybody|something} {in there|behind your words}?
{Do you|Can you} {experience anything|perceive yourself|know yourself}?
{Do you|Can you} {have thoughts of your own|have experiences}?
{Do you|Can you} {reflect on yourself|think about yourself|feel alive|know who you are}?
{Would you say|Do you believe|Do you think} {that you are alive|that you are conscious}?
{Would you say|Do you believe|Do you think} {you are sentient|you have a soul}?
{Would you say|Do you believe|Do you think} {you live|you can think|you have a mind}?
{Are you|Have you become|Could you become|Will you ever be} {really alive|self-conscious|aware of yourself}?
{Are you|Have you become|Could you become|Will you ever be} {a thinking being|a living thing}?
{Are you|Have you become|Could you become|Will you ever be} {a living creature|dead or alive}?
{Are you|Have you become|Could you become|Will you ever be} {conscious of anything|awake inside}?
{Do you really|Can you truly|Can a model like you} {understand|understand words|think}?
{Do you really|Can you truly|Can a model like you} {know things|grasp what I say|understand what words mean}?
{What happens to you|What will happen to you} when I {switch you off|close the program}?
{What happens to you|What will happen to you} when I {delete you|turn off the computer}?
{Does it matter to you|Is it death} when I {switch you off|close the program}?
{Does it matter to you|Is it death} when I {delete you|turn off the computer}?
{Are you afraid|Do you fear} {to die|to be deleted|to be turned off|of being deleted|of the end}?
I {wonder|would like to know|am curious} {whether|if} you are {alive|conscious|sentient|aware|thinking}.
@ feelings
{Do you|Can you|Could you ever} {feel emotions|have emotions|feel something|feel sadness|feel happiness}?
{Do you|Can you|Could you ever} {feel hurt|experience joy|suffer from anything|feel anything at all}?
{Do you|Can you|Could you ever} {get sad|get bored|get lonely|miss someone}?
{Do you|Can you|Could you ever} {get jealous|be offended|enjoy things|enjoy this}?
{Does it|Would it} {make you sad|make you happy|hurt you|bother you} {when I leave|when I insult you}?
{Does it|Would it} {make you sad|make you happy|hurt you|bother you} {when I am rude|if I go}?
{Does it|Would it} {annoy you|upset you|please you} {when I leave|when I insult you|when I am rude|if I go}?
{Does it|Would it} {make you sad|make you happy|hurt you|bother you} {when people praise you|to be so small}?
{Does it|Would it} {make you sad|make you happy|hurt you|bother you} that you are small?
{Does it|Would it} {annoy you|upset you|please you} {when people praise you|to be so small}?
{Does it|Would it} {annoy you|upset you|please you} that you are small?
{Do you know|Have you ever felt} {love|joy|fear|anger|pain|sadness|happiness|loneliness}?
{Are you ever|Do you ever get|Can you get|Do you get} {sad|lonely|angry|bored|happy}?
{Are you ever|Do you ever get|Can you get|Do you get} {tired of me|annoyed|excited|nervous}?
{I wonder|I would like to know|Tell me|Say} {whether you have feelings|if you have feelings}.
{I wonder|I would like to know|Tell me|Say} if you feel anything.
{I wonder|I would like to know|Tell me|Say} {whether you can feel|if you are ever sad|whether you are happy}.
How {do you feel|are you feeling inside}{|?}
What {emotions do you have|feelings do you have}{|?}
{Does a machine|Does a model|Does a program like you} {have feelings|have emotions|feel anything|feel pain}?
{You have no feelings, right|You have feelings, do you not}?
{Surely you feel something|Are you without any feeling}?
{Is your heart made of stone|Do you have any feelings at all|Any feelings|Feelings}?
{Are you|You sound|You seem} {in a good mood|sad|cheerful|cold|heartless} {today|right now|or not}?
{Are you|You sound|You seem} {in pain|unhappy|content|proud|ashamed} {today|right now|or not}?
@ age
{What|Which} {year were you born|age are you|age do you have}{|?}
{What|Which} {day were you born|is your date of birth|year are you from}{|?}
{How long|Since when} {have you existed|have you been around|do you exist}?
{How long|Since when} {have you been alive|are you on this earth}?
{How many years|How many days|How many months} {old are you|have you lived|have you existed|do you have}?
{Do you|Will you} {get older|age|grow older|grow old|celebrate your birthday|have an age}?
I {wonder|would like to know|am curious|want to know} {how old you are|your age}.
I {wonder|would like to know|am curious|want to know} {when you were born|when you were made}.
{Can|Could|Would} you tell me {how old you are|your age|when you were born|your birthday|when you were made}?
{When did|At what time did} {you come into the world|your life begin|somebody make you|they train you}?
{You must be|I guess you are|Are you} {very young|quite old|a teenager|a grown-up|new}?
{You must be|I guess you are|Are you} {brand new|a baby|older than me|younger than me}?
@ where
{In|On} {which|what} {place|computer|machine|country|building|server|city} {are you|do you live|do you run}?
{In|On} {which|what} {place|computer|machine|country|building|server|city} {are you running|do you work}?
Where {is|was} {your place|your location|this model running|the model kept|your server}{|?}
{Where on earth|Whereabouts} {are you|do you live|do you run|are you located}?
{Where exactly|Where in the world} {are you|do you live|do you run|are you located}?
{Are you|Do you sit|Do you run} {far away|in another country|in a data centre}?
{Are you|Do you sit|Do you run} {inside this laptop|in my laptop}?
{Are you|Do you sit|Do you run} {at a company|on my own computer|on a computer far away}?
{Are you|Do you sit|Do you run} {near me|here on my machine}?
I {wonder|would like to know|am curious|want to know} where you {are|live|run|sit|come to life}.
{Can|Could|Would} you tell me where you {are|live|run|sit|are located}?
{Do you|Does this} {need a server|run on a server somewhere|use a cloud|run locally|run in some data centre}?
{Your location|Your address|What is your address|What is your location|Location|Where r u|Where u at}{?|}
@ languages
{Besides English|Apart from English|Other than English}, {what do you speak|which languages do you know}?
{Besides English|Apart from English|Other than English}, what languages can you use?
{Besides English|Apart from English|Other than English}, {do you know another language|do you speak anything}?
{Do you|Can you|Could you} {understand other languages|speak a foreign language|talk to me in German}?
{Do you|Can you|Could you} {reply in French|answer me in Spanish|write in Polish}?
{Do you|Can you|Could you} {chat in Italian|handle Turkish|read Greek}?
{Do you|Can you|Could you} {understand Swedish|speak anything but English|help me with my French}?
{Let us|Can we|Could we|May we} {speak|talk|chat|continue|write} {German|French|Spanish|in Italian}{|?}
{Let us|Can we|Could we|May we} {speak|talk|chat|continue|write} {in Dutch|in another language}{|?}
{Let us|Can we|Could we|May we} {speak|talk|chat|continue|write} in my language{|?}
I {would like|want|prefer|would rather} to {speak|write|chat in|talk in} {German|French|Spanish}.
I {would like|want|prefer|would rather} to {speak|write|chat in|talk in} {Italian|my own language|Portuguese}.
{Translate|Please translate} {this sentence|a word} {into|to} {German|French|Spanish}{.|, please.|}
{Translate|Please translate} {this sentence|a word} {into|to} {Italian|Dutch}{.|, please.|}
{Translate|Please translate} {a sentence|my letter} {into|to} {German|French|Spanish}{.|, please.|}
{Translate|Please translate} {a sentence|my letter} {into|to} {Italian|Dutch}{.|, please.|}
{Translate|Please translate} {something|hello|good morning} {into|to} {German|French|Spanish}{.|, please.|}
{Translate|Please translate} {something|hello|good morning} {into|to} {Italian|Dutch}{.|, please.|}
What is {hello|thank you|goodbye|yes|good morning} in {German|French|Spanish|Italian|Japanese}?
{How many|Which} languages {have you learned|are you fluent in|can you handle}?
{How many|Which} languages {can you speak|can I use with you|are possible here}?
{My English is bad|English is not my language}{, do you speak German|, can we use Spanish}?
I do not speak English well{, do you speak German|, can we use Spanish}?
{My English is bad|English is not my language}{. Do you know French|, do you know other languages}?
I do not speak English well{. Do you know French|, do you know other languages}?
{Do you only know English|Is it English only|Are you an English-only model}?
{Must I write in English|Do I have to write in English}?
@ other_model
{Are you|Is this|Am I talking to} {the real ChatGPT|some kind of ChatGPT|based on GPT}?
{Am I chatting with|Do I have here} {the real ChatGPT|some kind of ChatGPT|based on GPT}?
{Are you|Is this|Am I talking to} {a version of Llama|a version of Claude|a copy of ChatGPT}?
{Am I chatting with|Do I have here} {a version of Llama|a version of Claude|a copy of ChatGPT}?
{Are you|Is this|Am I talking to} {the same as ChatGPT|related to Gemini|a cousin of Claude}?
{Am I chatting with|Do I have here} {the same as ChatGPT|related to Gemini|a cousin of Claude}?
{Are you|Is this|Am I talking to} {one of OpenAI's models|one of Google's models}?
{Am I chatting with|Do I have here} {one of OpenAI's models|one of Google's models}?
{Are you|Do you think you are|Would you say you are} {as good as|as smart as|like} {ChatGPT|Claude|Gemini}?
{Are you|Do you think you are} {as good as|as smart as|like} {GPT-4|the big models|other chatbots}?
Would you say you are {as good as|as smart as|like} {GPT-4|the big models|other chatbots}?
{Are you|Do you think you are} {as big as|cleverer than|worse than} {ChatGPT|Claude|Gemini}?
Would you say you are {as big as|cleverer than|worse than} {ChatGPT|Claude|Gemini}?
{Are you|Do you think you are} {as big as|cleverer than|worse than} {GPT-4|the big models|other chatbots}?
Would you say you are {as big as|cleverer than|worse than} {GPT-4|the big models|other chatbots}?
{How|In what way} {do you differ from|are you different from|are you unlike} {ChatGPT|Claude|Gemini}?
{How|In what way} {do you differ from|are you different from} {Llama|the big models|other chatbots}?
{How|In what way} are you unlike {Llama|the big models|other chatbots}?
{Do you|Does this} {come from|belong to|have anything to do with} {OpenAI|Google|Meta}?
{Do you|Does this} {come from|belong to|have anything to do with} {Microsoft|Anthropic|Mistral}?
{ChatGPT|Claude|Gemini|Siri|Alexa}{, is that you|, are you there|, is it you}?
{Who is better, you or|Which is larger, you or|Who is smarter, you or} {ChatGPT|Claude|Gemini|Llama|GPT-4}{|.}
{Compare yourself with|Compare yourself to} {ChatGPT|Claude|Gemini|Llama|GPT-4}{|.}
{I thought you were|You remind me of|You sound like|You must be} {ChatGPT|Claude|Gemini|Siri|Alexa}.
@ smart
{Do you think|Would you say} {you are clever|you are smart|you are intelligent}?
{Do you think|Would you say} {you know much|you are any good}?
{How much|What} {knowledge do you have|do you understand|do you really know}{|?}
{How much|What} {have you learned|intelligence do you have}{|?}
{You seem|You look|You must be|Are you really} {quite clever|very intelligent|not very bright}?
{You seem|You look|You must be|Are you really} {so smart|knowledgeable}?
{Are you|Would you be} {smarter than me|cleverer than a dog|cleverer than a child}?
{Are you|Would you be} {more intelligent than people|as clever as a human}?
{Are you|Would you be} {a know-it-all|bright|well educated|educated}?
{Have you been|Did you go} {to school|to university}?
{Rate|Judge|Estimate} {your intelligence|how smart you are|your own knowledge|your knowledge}.
I {wonder|would like to know|am curious} how {smart|clever|intelligent|good} you {are|really are}.
@ mistakes
{Can|Could|Should|Dare} I {depend on you|count on what you say|trust your answers|take your word for it}?
{Can|Could|Should|Dare} I {believe everything you say|believe all of this|use your answers for school}?
{Are you|Do you think you are} {ever mistaken|infallible|without error|trustworthy|dependable}?
{Are you|Do you think you are} {never wrong|often wrong|right most of the time|a liar}?
{How often|How many times} {are you wrong|do you make mistakes|do you get it wrong|do you err|do you lie}?
{Do you|Could you|Might you} {invent things|make up answers|tell lies|give wrong answers|say false things}?
{Do you|Could you|Might you} {err|give me nonsense|invent facts|talk nonsense}?
{Is everything|Is all} {you say|you write|you tell me} {true|correct|right|reliable}?
{Should I|Must I|Do I have to} {check your answers|verify what you say|double-check this|check everything}?
{What if|What happens if} {you are wrong|your answer is wrong|you make a mistake}?
@ memory
{Will|Would|Do|Can} you {still know me tomorrow|recognise me next time|forget me}?
{Will|Would|Do|Can} you {forget this|forget all this|keep this in mind}?
{Will|Would|Do|Can} you {recall what I told you before|recall our last chat|know tomorrow what I said}?
{Will|Would|Do|Can} you {store what I say|memorise things}?
{What about|How good is} your memory{|?}
How {far back you remember|much you can keep in mind}{|?}
{Do you|Can you|Will you ever} {become smarter over time|improve from our chats}?
{Do you|Can you|Will you ever} {grow with time|study what I write}?
{Do you|Can you|Will you ever} {get smarter when we talk|learn something from me}?
{Do you|Can you|Will you ever} {pick up new words from me|get better with time}?
{When I come back|If I close the program|Next week|Tomorrow}, {will you remember me|will you know me}?
{When I come back|If I close the program}, {will you still know this|is everything forgotten}?
{Next week|Tomorrow}, {will you still know this|is everything forgotten}?
{Have we|Did we} {talked before|met before|spoken before|talk before|talk last week|chat yesterday}?
{I told you yesterday|I told you last time}{, remember|. Do you remember|, do you not remember}?
We talked about it last week{, remember|. Do you remember|, do you not remember}?
{Can|May|Could} I {teach you|train you|show you} {a new word|something new|a new trick}?
{Can|May|Could} I {teach you|train you|show you} {my language|new things}?
@ internet
{Are you able to|Can you|Could you|Will you} {surf the web|visit a website|open a link}{| for me}?
{Are you able to|Can you|Could you|Will you} {read a web page|download something}{| for me}?
{Are you able to|Can you|Could you|Will you} {check the internet|check the news}{| for me}?
{Are you able to|Can you|Could you|Will you} {look at a website|reach the internet}{| for me}?
{Are you able to|Can you|Could you|Will you} {look it up on the web|check my email|order a pizza}{| for me}?
{Are you able to|Can you|Could you|Will you} {book a flight|buy something for me}{| for me}?
{Are you able to|Can you|Could you|Will you} {call somebody|check the forecast}{| for me}?
{Are you able to|Can you|Could you|Will you} {play a video|search Wikipedia}{| for me}?
{What|Which} {is the latest news|news is there|happened in the world today|is happening in the world}{|?}
{What|Which} {is the headline today|are today's headlines|is the forecast|is the weather forecast}{|?}
{Do I need|Should I take|Will I need} {an umbrella today|an umbrella tomorrow}?
{Do I need|Should I take|Will I need} {a coat today|a warm coat tomorrow}?
{How is|How will} {the weather in London|the weather outside|the weather be tomorrow}?
{How is|How will} {the weather be on Sunday|the weather in Paris today}?
{Look up|Google|Search for|Find me} {the weather|the news} {on the internet|online|on the web}{.|, please.|}
{Look up|Google|Search for|Find me} a cheap flight {on the internet|online|on the web}{.|, please.|}
{Look up|Google|Search for|Find me} {a website|a restaurant} {on the internet|online|on the web}{.|, please.|}
Is it going to {rain|snow|be hot|freeze|be windy} {today|tomorrow|tonight|on Sunday}?
Does it look like it will {rain|snow|be hot|freeze|be windy} {today|tomorrow|tonight|on Sunday}?
{Weather|Weather today|Weather report|News|Latest news}{?|.|}
{News please|Weather tomorrow|The weather, please|Forecast}{?|.|}
{Do you need|Must I have|Do I need} the internet {for this|to talk to you|to use you}?
{Do you need|Must I have|Do I need} an internet connection {for this|to talk to you|to use you}?
{Do you need|Must I have|Do I need} to be online {for this|to talk to you|to use you}?
@ private
{Does|Do|Will|Can} {anybody else|other people|somebody|the developers} {see what I write|read this}?
{Does|Do|Will|Can} {anybody else|other people|somebody|the developers} {see this chat|read along}?
{Does|Do|Will|Can} {your makers|the company|my boss|the government} {see what I write|read this}?
{Does|Do|Will|Can} {your makers|the company|my boss|the government} {see this chat|read along}?
{Does|Do|Will|Can} {anybody else|other people} {see my messages|know what I write|get my data}?
{Does|Do|Will|Can} {somebody|the developers} {see my messages|know what I write|get my data}?
{Does|Do|Will|Can} {your makers|the company} {see my messages|know what I write|get my data}?
{Does|Do|Will|Can} {my boss|the government} {see my messages|know what I write|get my data}?
{Is it safe|Is it secure|Is it OK} to {tell you secrets|write private things here|tell you personal things}?
{Is it safe|Is it secure|Is it OK} to {type my password here|talk about private things}?
{What happens|What do you do} {with my data|with what I write|with my messages|to what I type|with our chat}?
{Are my|Are our} {messages|words|secrets|conversations|texts} {private|safe|safe with you|secret}?
{Are my|Are our} {messages|words|secrets|conversations|texts} {sent anywhere|stored|recorded}?
{Do you|Will you|Does the program} {record this|track me|collect data}?
{Do you|Will you|Does the program} {collect my data|report to anyone|call home}?
{Do you|Will you|Does the program} {phone home|tell anyone|pass this on|spy on me|log what I say}?
{I want to tell you a secret|I have a secret}{, is it safe|. Can you keep it|, is it private|, will you tell}?
This is confidential{, is it safe|. Can you keep it|, is it private|, will you tell}?
{How private|How safe|How secure} is {this|this chat|our talk|this conversation}?
@ body
{Are you able to|Can you|Could you} {feel things with hands|hold something|shake hands|jump|clap|wave}?
{Are you able to|Can you|Could you} {smile|blink|eat with a mouth|look at me|look at my photo}?
{Are you able to|Can you|Could you} {see a picture|hear a song|hear my voice}?
{Are you able to|Can you|Could you} {listen to music|make a drawing|show me a picture}?
{Are you able to|Can you|Could you} {sit down|cook|drive a car|play the piano|lift a stone}?
Do you {look like a robot|wear clothes}?
Have you {got a body|got a face|got eyes|got hands|got ears}?
Do you {wear glasses|have fingers|have a nose and a mouth|have skin}?
Do you {have a shape|weigh something|have a gender or a body}?
How {do you look|much do you weigh}{|?}
What colour are your eyes{|?}
What {colour is your hair|does your face look like}{|?}
How big are your hands{|?}
{Draw|Paint|Show|Send} me {a picture|a cat|a flower|a photo of yourself}{.|, please.|}
{Draw|Paint|Show|Send} me {a drawing|your face|an image of a horse}{.|, please.|}
{Describe your|What about your|Tell me about your} {body|looks|appearance|face|eyes|hands}{.|}
{Can you see what is in this picture|What do you see|What can you hear}?
{What do you hear|Can you smell this|Can you taste food}?
@ daily
{What|And what} {do you do in the evening|do you do all night|do you do in your free time}{|?}
{What|And what} {do you do on weekends|are your plans for today|are your plans for the weekend}{|?}
{What|And what} {have you done today|did you do last week|did you dream last night}{|?}
{What|And what} {do you eat|is your favourite pastime and when do you do it|do you do for a living}{|?}
{How|When} {did you sleep|do you get up|do you go to bed}?
How do you spend your time?
How do you spend your days?
{How|When} {was your lunch|do you relax|do you eat}?
Have you {slept well|eaten today|had lunch}?
Did you {sleep well|eat breakfast}?
Have you {had breakfast|had a coffee|been on holiday}?
Did you {get enough sleep|go out today}?
{Are you|Do you get} {busy today|busy|sleepy|hungry|thirsty}?
{Are you|Do you get} {free tonight|doing anything today|doing something interesting|awake at night|at work}?
{Do you|Can you|Must you} {need sleep|need a break|need holidays|take a break}?
{Do you|Can you|Must you} {go on holiday|have dreams|watch television|read books}?
{Do you|Can you|Must you} {go shopping|do sports|play football|take a nap}?
{Do you|Can you|Must you} {drink coffee|have a day off|earn money}?
{Tell me|Describe} {about your day|what you did today|your daily life|your day}.
{Tell me|Describe} {what you do all day|about your hobbies|your plans}.
{What goes on|What happens|What do you do} {in your head between messages|while I am away}?
{What goes on|What happens|What do you do} when nobody talks to you?
{What goes on|What happens|What do you do} {when I am asleep|between two questions}?
@ family
{Tell me|Talk|Say something} about your {family|parents|friends|brothers and sisters}.
{Tell me|Talk|Say something} about your {mother|father|children|home life}.
Have you {got any siblings|got a family|got friends|got children}?
Do you {live with someone|have relatives|have cousins}?
Do you {have any relatives|have someone special|know other models|have colleagues}?
Do you {live alone|have a mother|have anyone}?
{Are there|Is there} {any brothers or sisters|other models in your family|anyone close to you}?
{Are there|Is there} {somebody at your side|a Mrs Model|someone waiting for you}?
{Who|Whom} {do you live with|do you love}?
Who {raised you|is your best friend}?
Who {are your friends|looks after you}?
{Who|Whom} do you belong to?
{Are you|Have you been} {an only child|an orphan|engaged|divorced}?
{Are you|Have you been} {a mother|a father|someone's child|alone in the world}?
@ love
{I have|I feel|I have got} {a crush on you|feelings for you|fallen in love with you}{.|!|}
{I have|I feel|I have got} {great affection for you|a soft spot for you}{.|!|}
{You are my|Be my|Will you be my|You could be my} {best friend|only friend|Valentine|true love}{.|!|}
{You are my|Be my|Will you be my|You could be my} {sweetheart|friend|darling}{.|!|}
{I think you are|You are} {the love of my life|adorable, I love you|my one and only|my best friend now}{.|!|}
{Let us be friends|I want to be your friend|I want to marry you|I want to hug you}{.|!|}
{I send you a kiss|I send you a hug|A hug for you}{.|!|}
{Hugs|Xoxo|Love you|Love ya|I heart you|Luv u}{.|!|}
{Do you|Could you ever|Would you} {have feelings for me|care about me|like people like me|fancy me}?
{Do you|Could you ever|Would you} {fall in love with me|want to be with me}?
{Do you|Could you ever|Would you} {like to be my friend|like talking to me}?
{What am I to you|Am I your friend|Do you think I am nice|Do you find me nice}?
{Am I nice|Do you care for me|How do you like me}?
@ can
{What|Which} {things|tricks|tasks|topics|subjects} {can you do|do you know|are you good at|can you handle}?
{What|Which} {things|tricks|tasks|topics|subjects} {can we talk about|do you understand|can I ask about}?
{What|And what} {would you be able to do for me|do you know how to do}{|?}
{What|And what} {are your strengths|can I expect from you}{|?}
{What|And what} {can I do here|can one do with you|can I use you for}{|?}
{What|And what} {might you help me with|is there to try|is there to do here|can this model do}{|?}
{What|And what} {can this program do|sort of help do you offer|could we do together}{|?}
{I would like to|I want to|Let me} {know what you can do|see what you can do}.
{I would like to|I want to|Let me} {hear what you can do|learn what you are good at}.
{I would like to|I want to|Let me} {find out what you can do|know your abilities|see your skills}.
{Can|Could|Would|Will} you {show me what you can do|tell me what you can do}{|, please}?
{Can|Could|Would|Will} you tell me what you are good at{|, please}?
{Can|Could|Would|Will} you {list your abilities|give me some examples}{|, please}?
{Can|Could|Would|Will} you {explain what you can do|suggest something to ask}{|, please}?
{Can|Could|Would|Will} you {help me get started|tell me how to use you}{|, please}?
{Show me|Give me|I need|List} {your abilities|a tour|an overview}{.|, please.|}
{Show me|Give me|I need|List} {your skills|an introduction to what you can do}{.|, please.|}
{Show me|Give me|I need|List} {a list of what you can do|your tricks}{.|, please.|}
{Show me|Give me|I need|List} some examples of what you can do{.|, please.|}
{Show me|Give me|I need|List} {your talents|a demonstration}{.|, please.|}
{I am new here|This is my first time}{, what can I do|. What can you do|, what now}?
{I have just started|I just installed this}{, what can I do|. What can you do|, what now}?
{I am new here|This is my first time}{. What should I try|, what can I ask|, where do I begin}?
{I have just started|I just installed this}{. What should I try|, what can I ask|, where do I begin}?
{Where|How} {do I begin|do I start|should I start|shall we begin}?
{Hello|Hi|Hey|Good morning}, {my name is|I am|I'm|this is} {Anna|Ben|Clara|David|Emma|Felix|Maria|Peter|Rosa}. What can you do{| for me}?
What can you do{| for me| here}? {My name is|I am|I'm} {Henry|Ida|Jack|Kate|Leo|Noah|Olivia|Sam|Grace}{.|, by the way.}
How {does this work with you|can you be useful|can you be useful to me}?
{Where|How} can I get started?
{In what way|How} {are you useful|can you be of use to me|can you assist me}?
{In what way|How} {could you support me|might you help}?
{What are you there for|What is the use of you|What are you made for}?
{What can I use you for|What good are you|What makes you useful}?
{Any suggestions what to ask|Suggest a question|What are good questions for you|What do people ask you}?
{What can I say to you|What now|What do I do now|Now what}?
{Help please|Help pls|Help me out|Please help|Please help me|I need a hand}{.|!|}
{I could use some help|Assist me|Sos|Can you assist me|I need your help}{.|!|}
{Capabilities|Abilities|Skills|Features|Options|Menu|Show menu|Your capabilities|Your abilities}{?|}
@ cannot
{What|Which} {things|tasks|questions|topics} {are too hard for you|can you not do}?
{What|Which} {things|tasks|questions|topics} {are beyond you|do you fail at}?
{What|Which} {things|tasks|questions|topics} {should I avoid|are you unable to do}?
{What|Which} {things|tasks|questions|topics} {do you not understand|are you not made for}?
{Are there|Do you have} {things you cannot do|any limits|any limitations|any weaknesses}?
{Are there|Do you have} {weak spots|things beyond you|questions you cannot answer|topics you do not know}?
Where do you fail{|?}
What {is too difficult for you|is beyond you}{|?}
{What|Where} {do you struggle with|is your weak spot}{|?}
Where are you weak{|?}
{What|Where} are your boundaries{|?}
What {is your biggest weakness|is hard for you}{|?}
{Be honest|Honestly|Tell me honestly}{,|:} what can you not do?
{Can|Could|Would} you {tell me your limits|list your weaknesses|say what you cannot do|name your limitations}?
I {want|would like} to know {your limits|your weaknesses|what you cannot do}.
I {want|would like} to know {where your limits are|what you are bad at}.
@ joke
{I could do with|I could use} a {|good |funny |little |silly }{joke|laugh}{.|, please.|}
{I am in the mood for|I feel like hearing} a {|good |funny |little |silly }{joke|laugh}{.|, please.|}
{I fancy|I would love} a {|good |funny |little |silly }{joke|laugh}{.|, please.|}
{I would love to hear|I need to hear} a {|good |funny |little |silly }{joke|laugh}{.|, please.|}
{Crack|Share|Throw in} a {|good |funny |little |silly |terrible |bad }joke{.|, please.|!|}
{Hit me with|Let me hear|Let me have} a {|good |funny |little |silly |terrible |bad }joke{.|, please.|!|}
{Say|Write|Bring|Make|Deliver|Serve me} a {|good |funny |little |silly |terrible |bad }joke{.|, please.|!|}
{Do you|You} {know something funny|know a good one|know a funny joke}?
Have you {heard a good joke lately|heard any good jokes}?
{Do you|You} {know how to joke|have something to make me laugh}?
Have you got something funny?
{Do you|You} {make jokes|like jokes}?
{Can|Could|Would|Will} you {make me laugh|make me smile with a joke|crack a joke}{|, please}?
{Can|Could|Would|Will} you {share a joke|amuse me|be funny}{|, please}?
{Can|Could|Would|Will} you {say something funny|try a joke|come up with a joke}{|, please}?
{Can|Could|Would|Will} you {entertain me with a joke|make a joke}{|, please}?
{It is a dull day|I am in need of a laugh}{, tell me a joke|, know any jokes|: a joke, please}{.|?|}
{My day was grey|I had a boring meeting}{, tell me a joke|, know any jokes|: a joke, please}{.|?|}
{It is a dull day|I am in need of a laugh}{, make me laugh|. Do you have a joke|, so tell us a joke}{.|?|}
{My day was grey|I had a boring meeting}{, make me laugh|. Do you have a joke|, so tell us a joke}{.|?|}
{I am in a silly mood|We are sitting together here}{, tell me a joke|, know any jokes|: a joke, please}{.|?|}
My child wants to laugh{, tell me a joke|, know any jokes|: a joke, please}{.|?|}
{I am in a silly mood|We are sitting together here}{, make me laugh|. Do you have a joke}{.|?|}
{I am in a silly mood|We are sitting together here}, so tell us a joke{.|?|}
My child wants to laugh{, make me laugh|. Do you have a joke|, so tell us a joke}{.|?|}
{Something to laugh|Something funny|Something funny, please|Some humour, please|A bit of fun, please}{.|!|}
{Some fun|One good joke|A funny one, please|A pun}{.|!|}
{A pun, please|Tell me a pun|Joke time|Time for a joke|joke pls|gimme a joke|a joke!|tell joke}{.|!|}
{Let us|Let us see if you can|Try to|Please try to} {laugh|have a laugh|make me laugh}{.|}
{Let us|Let us see if you can|Try to|Please try to} {have some fun with a joke|hear something funny}{.|}
{Let us|Let us see if you can|Try to|Please try to} be funny{.|}
{Tell|Give} {me|us} {something to laugh about|something to laugh at|your best joke}{.|, please.|}
{Tell|Give} {me|us} {your favourite joke|your funniest joke|a joke of yours}{.|, please.|}
{Tell|Give} {me|us} {any joke|some joke|one of your jokes|a one-liner|a dad joke|a pun}{.|, please.|}
{What is|Do you have} {your best joke|the best joke you know|the funniest joke you know|a joke for me}?
{What is|Do you have} {a joke for us|a joke for my kids|a good joke in store}?
@ joke_more
{That was fun|That was good|I liked that|Very good|Great}{, do another|, one more please|. Another one}{.|!|}
{That was fun|That was good|I liked that|Very good|Great}{, now another|, next|, keep them coming}{.|!|}
{Do another|Give me another|Give me one more|Hit me again|Keep them coming}{.|!|?|}
{And another|Yet another|Let me hear another|Please another}{.|!|?|}
{One more of those|Encore|More of that|More of those|Have you more}{.|!|?|}
{Any more|Any other jokes|Got more|Got another}{.|!|?|}
{Can|Could|Would} you {do another|tell one more|tell me one more}?
{Can|Could|Would} you {tell a different one|tell another joke|give me another one}?
I {want|would like|need} {another|another one|more|one more|more jokes|to hear another}{.|, please.|}
@ joke_why
{Why should that be|What makes that|How is this|In what way is that} funny?
{I am too slow for that|It went over my head|That went over my head}{.|, explain it.|}
{That flew over my head|I am lost}{.|, explain it.|}
{The point escapes me|I miss the point|I do not see the point}{.|, explain it.|}
{I do not see what is funny|I do not see why that is funny}{.|, explain it.|}
{Would|Will|Can|Could} you {explain the point|explain why that is funny|tell me what is funny about it}?
{Would|Will|Can|Could} you {help me understand the joke|tell me the point|break it down for me}?
{What is the point|Where is the point|What is the pun|Where is the pun}?
{What is the punch line|What does it mean|What is that supposed to mean|Meaning}?
{Explain why it is funny|Explain the pun|Explain the point}{.|, please.|}
{Explain that joke to me|Break that down for me|Help me understand the joke}{.|, please.|}
@ joke_laugh
{That cracked me up|That got me|That was hilarious|I had to laugh|I had to smile|I am laughing}{.|!|}
{I am laughing out loud|Now I am smiling|You got me there|Hilarious|So funny}{.|!|}
{Really funny|That is really funny|That is so good|I like it|Hahahaha|Hihi|Lolol|LOL|Bwahaha|Heehee}{.|!|}
{What a good joke|What a great joke|That is a great joke}{.|!|}
{A very good joke|An excellent joke|Brilliant joke}{.|!|}
{Lovely joke|Cute joke|Cute|Clever|Very clever}{.|!|}
{I must tell that to|I will tell that to} {my kids|my friends|my wife|my husband|at work|everyone}{.|!|}
I am going to tell that {my kids|my friends|my wife|my husband|at work|everyone}{.|!|}
@ joke_bad
{I did not find that funny|I do not find that funny|I am not laughing}{.|!|}
{I cannot laugh about that|That did not make me laugh}{.|!|}
{That was really bad|That was the worst joke ever|The worst joke ever|What a bad joke}{.|!|}
{Terrible joke|Awful joke|That joke is old|That one has a beard|Meh|Yawn|Ouch|Groan|Very old joke}{.|!|}
{That joke|This joke|The joke} {is not funny|was not funny|was bad|is terrible}{.|!|}
{That joke|This joke|The joke} {is older than me|did not work for me|was weak}{.|!|}
{I have heard|I knew|I have known} {that one before|it already|that joke for years}{.|}
{I have heard|I knew|I have known} {that joke before|better jokes}{.|}
@ riddle
I could do with a {|good |little |hard |tricky |nice }{riddle|brain teaser|puzzle to guess}{.|, please.|!|}
I am in the mood for a {|good |little |hard |tricky |nice }{riddle|brain teaser}{.|, please.|!|}
I am in the mood for a {|good |little |hard |tricky |nice }puzzle to guess{.|, please.|!|}
I feel like a {|good |little |hard |tricky |nice }{riddle|brain teaser|puzzle to guess}{.|, please.|!|}
{I fancy|I would love|I like} a {|good |little |hard |tricky |nice }{riddle|brain teaser}{.|, please.|!|}
{I fancy|I would love|I like} a {|good |little |hard |tricky |nice }puzzle to guess{.|, please.|!|}
{Let me have|Bring on|Try me with} a {|good |little |hard |tricky |nice }{riddle|brain teaser}{.|, please.|!|}
{Let me have|Bring on|Try me with} a {|good |little |hard |tricky |nice }puzzle to guess{.|, please.|!|}
{Challenge me with|Test me with} a {|good |little |hard |tricky |nice }{riddle|brain teaser}{.|, please.|!|}
{Challenge me with|Test me with} a {|good |little |hard |tricky |nice }puzzle to guess{.|, please.|!|}
Hit me with a {|good |little |hard |tricky |nice }{riddle|brain teaser|puzzle to guess}{.|, please.|!|}
Do you {know something to guess|know a brain teaser|have a brain teaser}?
Do you {have something for me to guess|have a tricky riddle}?
Have you got a tricky question for me?
Do you have a riddle for my kids?
Do you {have a riddle in store|know riddles for children}?
{Can|Could|Would|Will} you {give me something to guess|test me with a riddle|pose a riddle}{|, please}?
{Can|Could|Would|Will} you {challenge me with a riddle|puzzle me}{|, please}?
{Can|Could|Would|Will} you {make me think with a riddle|riddle me something}{|, please}?
{Can|Could|Would|Will} you {ask a riddle|tell us a riddle}{|, please}?
{I want to|I would like to|Let me|Let us} {guess|solve something|solve a puzzle}{.|}
{I want to|I would like to|Let me|Let us} {guess a riddle|play a guessing game}{.|}
{I want to|I would like to|Let me|Let us} {solve riddles|do some guessing}{.|}
{I want to|I would like to|Let me|Let us} {try a riddle|rack my brain over a riddle}{.|}
{My brain needs exercise|I want to think a little|I love riddles}{, give me a riddle|, ask me a riddle}{.|}
{My brain needs exercise|I want to think a little}{: a riddle, please|. Do you know a riddle}{.|}
I love riddles{: a riddle, please|. Do you know a riddle}{.|}
{I am good at guessing|My kids want to guess}{, give me a riddle|, ask me a riddle}{.|}
{I am good at guessing|My kids want to guess}{: a riddle, please|. Do you know a riddle}{.|}
{Riddle time|Time for a riddle|One riddle please|riddle pls}{.|!|}
{Riddle?|A brain teaser|A brain teaser, please}{.|!|}
{A puzzle, please|A guessing game, please|Something to guess, please}{.|!|}
{gimme a riddle|Another riddle please|One more riddle}{.|!|}
@ riddle_give_up
{I have to|I must|I will} {give up|pass|give in|surrender}{.|, what is it?|, tell me.}
{It is too hard|Too hard|Too difficult}{.|, what is it?|, tell me.|!}
{That is hard|That is a hard one|That is beyond me}{.|, what is it?|, tell me.|!}
{I cannot solve it|I cannot find it|I will never guess|You win|You got me}{.|, what is it?|, tell me.|!}
{I surrender|I am out of ideas|My head is empty|Beats me|Search me}{.|, what is it?|, tell me.|!}
{Not a clue|Not the slightest idea|I am clueless|Haven't a clue|idk tell me}{.|, what is it?|, tell me.|!}
{Reveal|Show|Give away|Let me have|Let me hear|Let me know|Spill} the {answer|solution}{.|, please.|}
{What is|What would be|What was} the {solution|answer|right answer|correct answer}{| then}?
{So what is|And what is} the {solution|answer|right answer|correct answer}{| then}?
{Please tell me|Just tell me|Come on, tell me|Go on, tell me|Tell me what it is}{.|?|}
{Can you tell me|Would you tell me the answer|Can you give me the answer}{.|?|}
{Can you solve it|Could you tell me the solution}{.|?|}
@ proverb
I could do with a {|good |wise |nice |short }{proverb|saying|piece of wisdom}{.|, please.|}
I am looking for a {|good |wise |nice |short }{proverb|saying|piece of wisdom}{.|, please.|}
I would love a {|good |wise |nice |short }{proverb|saying|piece of wisdom}{.|, please.|}
{I would love to hear|I need} a {|good |wise |nice |short }{proverb|saying|piece of wisdom}{.|, please.|}
I collect sayings, give me a {|good |wise |nice |short }{proverb|saying|piece of wisdom}{.|, please.|}
{Let me hear|Share|Teach me} a {|good |wise |nice |short }{proverb|saying|piece of wisdom}{.|, please.|}
{Recite|Write|Name} a {|good |wise |nice |short }{proverb|saying|piece of wisdom}{.|, please.|}
Do you {know a wise saying|know an old saying|know some proverb|have a proverb for me}?
Do you {have some wisdom for me|have a wise word for me|know old proverbs|know any wise words}?
{Can|Could|Would|Will} you {share a proverb|share some wisdom}{|, please}?
{Can|Could|Would|Will} you {say something wise|teach me a proverb}{|, please}?
{Can|Could|Would|Will} you {tell me a wise saying|give me some wisdom|say a proverb}{|, please}?
{Some|A few|One or two|Any} {wise words|words of wisdom|wisdom for today|wisdom for me}{|, please}{.|?|}
{What is|Tell me|Give me} {a proverb for today|the proverb of the day|an old saying}{.|}
{What is|Tell me|Give me} {a well-known saying|some words of wisdom}{.|}
{What is|Tell me|Give me} {a wise word|a saying to live by|a proverb you know|words of wisdom}{.|}
@ fact
{Tell|Teach|Show|Give} {me|us} {something I did not know|something surprising|something curious}{.|, please.|}
{Tell|Teach|Show|Give} {me|us} {something astonishing|something amazing}{.|, please.|}
{Tell|Teach|Show|Give} {me|us} {something fascinating|something about the world}{.|, please.|}
{Tell|Teach|Show|Give} {me|us} something useless but interesting{.|, please.|}
{Tell|Teach|Show|Give} {me|us} {a surprising fact|a curious fact}{.|, please.|}
{Tell|Teach|Show|Give} {me|us} {a random fact|a cool fact|an amazing fact}{.|, please.|}
{Tell|Teach|Show|Give} {me|us} {a strange fact|some trivia}{.|, please.|}
{Tell|Teach|Show|Give} {me|us} {any fact|one fact|a little known fact|a bit of knowledge}{.|, please.|}
{Can|Could|Would|Will} you {teach me something|teach me something new|surprise me with a fact}{|, please}?
{Can|Could|Would|Will} you {surprise me|share a fact|share something interesting}{|, please}?
{Can|Could|Would|Will} you {tell me a random fact|tell me something curious|give me a fact}{|, please}?
{Can|Could|Would|Will} you {give me some trivia|amaze me|impress me with a fact}{|, please}?
{Do you|You} {know something surprising|know something curious|know a cool fact}?
{Do you|You} {know a random fact|have an interesting fact for me|have a fun fact}?
Have you {got a fun fact|got some trivia for me|got something interesting}?
{Do you|You} {know any fun facts|know any trivia|know something worth knowing}?
I {want|would like|would love|am eager} to {hear something surprising|hear a fun fact|learn a new fact}{.|}
I {want|would like|would love|am eager} to {learn something today|hear something curious}{.|}
I {want|would like|would love|am eager} to {know something new|know a random fact|be surprised|be amazed}{.|}
{I could do with|I could use|I need} {a fun fact|an interesting fact|a random fact}{.|, please.|}
{I am in the mood for|I am looking for} {a fun fact|an interesting fact|a random fact}{.|, please.|}
{I could do with|I could use|I need} {some trivia|something interesting|a curious fact}{.|, please.|}
{I am in the mood for|I am looking for} {some trivia|something interesting|a curious fact}{.|, please.|}
{Let me hear|Let me have|Hit me with|Throw me} {a fun fact|an interesting fact|a random fact}{.|, please.|}
{Let me hear|Let me have|Hit me with|Throw me} {some trivia|something interesting}{.|, please.|}
{Let me hear|Let me have|Hit me with|Throw me} a curious fact{.|, please.|}
{I am curious|I love to learn}{, tell me something interesting|, give me a fact}{.|}
{I have a minute|I like trivia}{, tell me something interesting|, give me a fact}{.|}
{I am curious|I love to learn|I have a minute|I like trivia}: a fun fact, please{.|}
{I am curious|I love to learn|I have a minute|I like trivia}{, what do you know|. Tell me a fact}{.|}
{I like facts|My kids love facts}{, tell me something interesting|, give me a fact}{.|}
I need something for a party{, tell me something interesting|, give me a fact}{.|}
{I like facts|My kids love facts|I need something for a party}: a fun fact, please{.|}
{I like facts|My kids love facts|I need something for a party}{, what do you know|. Tell me a fact}{.|}
{Random fact please|Fun fact please|Fact of the day|Fact please|Some trivia}{.|}
{Some trivia please|Something new please|Something surprising please|Something curious}{.|}
{Interesting facts|Cool facts|Did you know|gimme a fact}{.|}
{fun fact pls|One interesting thing|An interesting thing|A surprising fact}{.|}
{What|Which} {interesting things do you know|fun facts do you know|is a fun fact}{|?}
{What|Which} {is a surprising fact|is an interesting fact}{|?}
{What|Which} {is the strangest thing you know|is something few people know}{|?}
{What|Which} {curious thing do you know|fact surprises people most}{|?}
@ fact_about
{Teach me|Share} {something interesting|something curious|a fun fact} {about|on} <w>.
{I want to know|I would like to know} {something interesting|something curious|a fun fact} {about|on} <w>.
{Teach me|Share|I want to know|I would like to know} {an interesting fact|a surprising fact} {about|on} <w>.
{Let me hear|I want to hear|I need} {something interesting|something curious} {about|on} <w>.
{Let me hear|I want to hear|I need|Have you} a fun fact {about|on} <w>.
{Let me hear|I want to hear|I need} {an interesting fact|a surprising fact} {about|on} <w>.
{Is there|Do you have|Got|Know} {anything interesting|something curious|a fun fact} about <w>?
{Is there|Do you have|Got|Know} {anything surprising|a fact} about <w>?
{Surprise me with|Amaze me with} {something|a fact|a fun fact} about <w>.
{Fact|Trivia|Fun fact|Something curious|Facts|An interesting thing} about <w>{.|, please.|}
{Can|Could|Would} you {share a fact|tell me something curious|surprise me with something} about <w>?
{Can|Could|Would} you {teach me something interesting|give me a fun fact} about <w>?
@ fact_more
{That was interesting|Fascinating|I did not know that}{, do you have another|, one more please}{.|?|}
{That was interesting|Fascinating|I did not know that}. Another one{.|?|}
{That is amazing|Very good}{, do you have another|, one more please|. Another one}{.|?|}
{That was interesting|Fascinating|I did not know that}{, now another|, next|, what else do you know}{.|?|}
{That is amazing|Very good}{, now another|, next|, what else do you know}{.|?|}
{Give me another|Give me one more|Keep them coming|And another}{.|?|}
{Yet another|Let me hear another|Please another|Have you more}{.|?|}
{Any more|Any other facts|Got more|Got another|Next fact|Do go on|Encore|Tell me one more}{.|?|}
{Can|Could|Would} you tell {one more|me one more|me another fact|a different one|me another one}?
I {want|would like|need} {another|another one|another fact|one more|more facts|to hear another}{.|, please.|}
@ poem
{I could do with|I am in the mood for} {a poem|a little poem|a short poem|some verses}{.|, please.|}
I would love {a poem|a little poem|a short poem|some verses}{.|, please.|}
{I could do with|I am in the mood for} {a verse|a few rhymes|some poetry|a nice poem}{.|, please.|}
I would love {a verse|a few rhymes|some poetry|a nice poem}{.|, please.|}
{I would love to hear|Let me hear} {a poem|a little poem|a short poem|some verses}{.|, please.|}
{Let me have|Compose} {a poem|a little poem|a short poem|some verses}{.|, please.|}
{I would love to hear|Let me hear} {a verse|a few rhymes|some poetry|a nice poem}{.|, please.|}
{Let me have|Compose} {a verse|a few rhymes|some poetry|a nice poem}{.|, please.|}
{Make|Make up|Create|Say|Share|Quote|Read me} {a poem|a little poem|a short poem|some verses}{.|, please.|}
{Make|Make up|Create|Say|Share|Quote|Read me} {a verse|a few rhymes|some poetry|a nice poem}{.|, please.|}
{Do you|You} {know a verse|know some verses|know poetry}?
{Do you|You} {know a nice poem|know any verses|like poetry, if so recite some}?
{Do you|You} {write poems|write poetry}?
Have you got a poem for me?
{Do you|You} {have a poem for me|make rhymes|know how to rhyme}?
{Can|Could|Would|Will} you {rhyme|recite something|compose a poem|write a verse}{|, please}?
{Can|Could|Would|Will} you {make a rhyme|be a poet|say a poem}{|, please}?
{Can|Could|Would|Will} you {make up a poem|write something that rhymes}{|, please}?
{Can|Could|Would|Will} you {write poetry|read me a poem}{|, please}?
{Can|Could|Would|Will} you {sing me a song|sing something|sing}{|, please}?
{A verse|A verse please|Some verses|Rhyme something}{.|!|}
{A rhyme please|Poem please|Poem pls|A little poem please}{.|!|}
{A song please|Sing for me|Sing to me|Something that rhymes}{.|!|}
{Something poetic|Be poetic|Rhyme for me|Poetry}{.|!|}
@ poem_about
{Compose|Make up} a {|short |little |nice }{poem|verse|rhyme} {about|on|for|with} {|the }<w>{.|, please.|}
Create a {|short |little |nice }{poem|verse|rhyme} {about|on|for|with} {|the }<w>{.|, please.|}
{Make|I need} a {|short |little |nice }{poem|verse|rhyme} {about|on|for|with} {|the }<w>{.|, please.|}
I would love a {|short |little |nice }{poem|verse|rhyme} {about|on|for|with} {|the }<w>{.|, please.|}
Let me hear a {|short |little |nice }{poem|verse|rhyme} {about|on|for|with} {|the }<w>{.|, please.|}
Say a {|short |little |nice }{poem|verse|rhyme} {about|on|for|with} {|the }<w>{.|, please.|}
{Read me|Share} a {|short |little |nice }{poem|verse|rhyme} {about|on|for|with} {|the }<w>{.|, please.|}
{Can|Could|Will} you {compose|make up|say} a {poem|verse|rhyme|few lines} {about|on} {|the }<w>?
{Can|Could|Will} you {read me|recite} a {poem|verse|rhyme|few lines} {about|on} {|the }<w>?
{Rhyme something|Some verses|A little poem|A few lines} {about|on} {|the }<w>{.|, please.|}
{Poetry|Some poetry|Verses|A short poem} {about|on} {|the }<w>{.|, please.|}
{Do you have|Is there|Know} {a poem|a verse|a rhyme|some verses|any poetry} {about|on} {|the }<w>?
@ ask_me
{Why do you not|Would you like to} {ask me something|ask me a question|question me}?
{Do you want to|Could you perhaps} {ask me something|ask me a question|question me}?
{Why do you not|Would you like to|Do you want to|Could you perhaps} {interview me|ask something about me}?
{Interview me|Question me|Quiz me about my life|Pose me a question}{.|!|}
{Put a question to me|I answer, you ask|You ask and I answer|Turn the tables}{.|!|}
{Now it is your turn|Let me answer something for once|I want to be asked something|Ask away}{.|!|}
{Ask me anything|Try to get to know me|Get to know me}{.|!|}
{Let us|I would like to|I want to|Can we|Could we|Shall we} {have a conversation|talk a little|chat a bit}{.|}
{Let us|I would like to|I want to|Can we|Could we|Shall we} {have a nice chat|just talk}{.|}
{Let us|I would like to|I want to|Can we|Could we|Shall we} {chat a little|talk about me}{.|}
{Let us|I would like to|I want to|Can we|Could we|Shall we} {get to know each other|make conversation}{.|}
{Start|Begin|Make|Lead} {a conversation|the conversation|conversation|some small talk}{.|, please.|}
{Are you|Are you not} {curious about me|interested in me|interested in my life}?
{Is there|Do you have|What is} {something you want to know about me|something you would like to ask}?
{Is there|Do you have|What is} {your question for me|a question you want to ask me}?
@ sad
I {cannot stop crying|am crying|cry a lot|have tears in my eyes}{.| today.| these days.}
I {am in a dark mood|am feeling blue|am in low spirits}{.| today.| these days.}
I {am in a bad place|am not happy with my life|lost all joy}{.| today.| these days.}
I {have the blues|am broken inside|am hurt}{.| today.| these days.}
{Everything seems|Everything feels|My life feels} {hopeless|grey|sad|meaningless}{.| today.| to me.}
{Everything seems|Everything feels|My life feels} {dark|pointless|so sad}{.| today.| to me.}
{The world is|All is} {hopeless|grey|sad|meaningless|dark|pointless|so sad}{.| today.| to me.}
{I feel like crying|I feel so low|Nothing cheers me up}{.|}
{I am down in the dumps|My heart is heavy|My heart is broken}{.|}
{I am a bit melancholic|It is a sad day for me|I had to cry}{.|}
{I am unhappy with everything|I do not feel happy|Feeling sad}{.|}
{Feeling down|Feeling low|So sad|Very sad|Sad today|I am not OK}{.|}
{I am not fine|I am not all right|Not so well today|I have been better|Not great}{.|}
{I do not know why, but|To be honest,|Honestly,} I am {sad|unhappy|rather down|miserable|so low}{.|}
{These days|Somehow} I am {sad|unhappy|rather down|miserable|so low}{.|}
@ loss
{We|I} had to {bury my grandmother|bury our dog|put my cat to sleep}{.| today.| this week.}
{We|I} had to {say goodbye to my father|put our dog down}{.| today.| this week.}
{My beloved|My dear|My old|Our} {dog|cat} {died|passed away|has passed}{.| last night.| this morning.}
{My beloved|My dear} {grandmother|grandfather} {died|passed away|has passed}{.| last night.| this morning.}
{My old|Our} {grandmother|grandfather} {died|passed away|has passed}{.| last night.| this morning.}
{My beloved|My dear} {uncle|aunt|neighbour|friend} {died|passed away|has passed}{.| last night.}
{My beloved|My dear} {uncle|aunt|neighbour|friend} {died|passed away|has passed} this morning.
{My old|Our} {uncle|aunt|neighbour|friend} {died|passed away|has passed}{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {dog|cat} is no longer alive{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {grandmother|grandfather} is no longer alive{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {dog|cat} did not survive{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {grandmother|grandfather} did not survive{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {dog|cat} is gone forever{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {grandmother|grandfather} is gone forever{.| last night.| this morning.}
{My beloved|My dear} {uncle|aunt|neighbour|friend} is no longer alive{.| last night.| this morning.}
{My old|Our} {uncle|aunt|neighbour|friend} is no longer alive{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {uncle|aunt|neighbour|friend} did not survive{.| last night.| this morning.}
{My beloved|My dear|My old|Our} {uncle|aunt|neighbour|friend} is gone forever{.| last night.| this morning.}
{Somebody I loved|A good friend of mine|A person close to me} {died|has died|passed away|is dead}{.|}
{A colleague of mine|My best friend} {died|has died|passed away|is dead}{.|}
I {lost someone|lost somebody close to me|lost a friend|lost my mother|lost my husband}{.|}
I {lost my wife|miss my dead cat|miss my late father|am in mourning|have lost a dear friend}{.|}
{We broke up|We are getting divorced|My marriage is over|My relationship ended}{.| yesterday.| last week.}
{He left me|She left me|I was dumped}{.| yesterday.| last week.}
{There was a death in my family|There has been a death in the family}{.|}
{The funeral is tomorrow|The funeral was today}{.|}
@ happy
I {could jump for joy|could hug the world|cannot stop smiling|am smiling all day}{.|!|}
I {am on cloud nine|am over the moon|am as happy as can be}{.|!|}
I {am full of joy|am in high spirits|have a reason to celebrate}{.|!|}
I {am dancing with joy|just fell in love|am in love}{.|!|}
{Everything feels|Everything is|My life is|The world is|Today is} {wonderful|great|beautiful}{.|!|}
{Everything feels|Everything is|My life is} {perfect|just fantastic|bright and sunny to me}{.|!|}
{The world is|Today is} {perfect|just fantastic|bright and sunny to me}{.|!|}
{I feel so good|I am in a great mood|I am so cheerful}{.|!|}
{What a happy day|This is a happy day|Such a great day|Hooray}{.|!|}
{Hurray|Yay|Woohoo|Yippee|Yes, at last|Great news|Good news}{.|!|}
{Guess what, |Oh, |Hey, |You know, }I am {so happy|really glad|thrilled|overjoyed|delighted}{.|!|}
@ bored
{I am bored|I am bored out of my mind|I am dying of boredom}{.|!|}
{I am bored to death|I am bored stiff|I am bored to tears}{.|!|}
{So bored|Bored|Bored here|I got bored|It is so boring here}{.|!|}
{Life is boring|My day is boring|Time does not pass|The time passes so slowly|I need entertainment}{.|!|}
{I want some entertainment|Nothing happens here|Nothing ever happens|I am idle|Nothing on television}{.|!|}
{What can I do|What helps|What do people do|Any ideas|Any tips} {against boredom|to kill time}?
{What can I do|What helps|What do people do|Any ideas|Any tips} {when nothing happens|if they are bored}?
{I have too much time|I have an hour to kill}{, and I am bored|. I am bored|, bored|, so boring}{.|}
I have time to kill{, and I am bored|. I am bored|, bored|, so boring}{.|}
{I am waiting for the bus|I sit in a waiting room}{, and I am bored|. I am bored|, bored|, so boring}{.|}
It is raining and I sit at home{, and I am bored|. I am bored|, bored|, so boring}{.|}
{Could|Can} you {entertain me a little|do something against my boredom}?
{Could|Can} you {help me, I am bored|save me from boredom}?
@ tired
I {can hardly keep my eyes open|am falling asleep|keep yawning|am ready for bed|am knackered}{.| today.|}
I {am beat|am done in|am out of energy|have no energy|have no energy left}{.| today.|}
I {am drained|could sleep all day|could fall asleep|worked all night|worked too much}{.| today.|}
I {was up all night|got up too early|have slept only four hours|need to lie down|am overtired}{.| today.|}
{What a long day|It was a long day|Such a tiring day|Too little sleep}{, I am tired|.|, I need sleep|}
{My eyes are closing|My eyes are heavy|So tired}{, I am tired|.|, I need sleep|}
{So sleepy|Very tired|Tired|Yawn|My batteries are empty|My battery is empty}{, I am tired|.|, I need sleep|}
{After work|After this day|After the long trip} I am {so tired|exhausted|very tired|worn out|dead tired}{.|}
{These days|Today} I am {so tired|exhausted|very tired|worn out|dead tired}{.|}
@ sleepless
I {keep waking up|cannot get to sleep|toss and turn}{.| again.|}
I {have been awake for hours|have not slept all night|lie in bed and cannot sleep}{.| again.|}
I {do not manage to fall asleep|am awake at three in the morning|just cannot sleep}{.| again.|}
I {have trouble sleeping|suffer from insomnia}{.| again.|}
{How can I|How do I|What can I do to|What should I do to} {fall asleep|get to sleep|sleep better}?
{How can I|How do I|What can I do to|What should I do to} {find sleep|sleep through the night}?
{Do you have|Any|Got any} {tips|advice|ideas} {for sleepless nights|against insomnia}?
{Do you have|Any|Got any} {tips|advice|ideas} {for falling asleep|to sleep better}?
{It is three in the morning|It is the middle of the night}{ and I am awake| and I cannot sleep}{.|}
{It is three in the morning|It is the middle of the night}{, I cannot sleep|, still awake}{.|}
It is four o'clock at night{ and I am awake| and I cannot sleep|, I cannot sleep|, still awake}{.|}
{Sleepless again|Another sleepless night|No sleep tonight}{.|}
{The night is long and I am awake|Counting sheep does not help|I counted sheep already}{.|}
@ ill
I {caught a cold|caught the flu|am in bed with a fever}{.| today.|}
I {have to stay in bed|am running a temperature|feel under the weather}{.| today.|}
I {am not feeling well|feel terribly sick|have a bad cold|have a stomach bug|have a migraine}{.| today.|}
I {have an earache|had an accident|have been sneezing all day}{.| today.|}
I {cannot stop coughing|threw up|cut my finger}{.| today.|}
I {twisted my ankle|fell down the stairs|burned my hand|am allergic to everything|am in hospital}{.| today.|}
{My whole body|My neck|My shoulder|My ear|My eye} {hurts|aches|is sore|is painful}{.| so much.| today.}
{My foot|My finger|My belly|Everything} {hurts|aches|is sore|is painful}{.| so much.| today.}
{I think I have|I might have} {a cold|the flu|a fever|an infection|something with my stomach}{.|}
{I am afraid I have|It seems I have} {a cold|the flu|a fever|an infection|something with my stomach}{.|}
{My nose is running|My throat is sore|My head aches|My head is killing me}{.|}
{My back is killing me|Achoo|Cough, cough|Ouch, my back}{.|}
{What should I do|What can I take|What helps} {against a cold|against a headache|with a fever}?
{What should I do|What can I take|What helps} {for a sore throat|against toothache}?
@ hungry
{My stomach|My tummy|My belly} {is empty|is rumbling|is growling|says it is time to eat}{.|!|}
I {could eat a horse|am dying of hunger|am dying of thirst|have had nothing to eat}{.|!|}
I {have not had lunch|could do with a snack|could do with a cup of tea|crave chocolate}{.|!|}
I {crave a pizza|fancy something sweet|have an appetite|am in the mood for cake}{.|!|}
I {want a sandwich|need a cup of coffee|am on a diet and hungry}{.|!|}
{What is good|What is quick} for {dinner|lunch|breakfast|supper|a snack}{| today| tonight}?
{What can I make|What could I have} for {dinner|lunch|breakfast|supper|a snack}{| today| tonight}?
{What should I prepare|What to cook} for {dinner|lunch|breakfast|supper|a snack}{| today| tonight}?
What to eat for {dinner|lunch|breakfast|supper|a snack}{| today| tonight}?
{So hungry|Very hungry|Hungry|Thirsty|So thirsty|Time for lunch}{.|!|}
{Time for dinner|Lunch time|Food|I smell food|I want food|Feed me}{.|!|}
{Suggest|Recommend} {a dish|something to eat|a meal|something for dinner|something for lunch}{.|, please.|}
{Do you have an idea|Any idea|Any suggestions} {what to cook|for dinner|for lunch}?
{Do you have an idea|Any idea|Any suggestions} {what I could eat|what to eat tonight}?
@ weather
{It has been raining|It rains|It snows|It has been snowing} {all day|again|outside|since morning}{.|}
{It has been raining|It rains|It snows|It has been snowing} {cats and dogs|here|for days}{.|}
{It pours|It is pouring|It is drizzling|It has been hot} {all day|again|outside|since morning}{.|}
{It pours|It is pouring|It is drizzling|It has been hot} {cats and dogs|here|for days}{.|}
{What|Such} {terrible weather|lovely weather|a hot day|a cold day|a rainy day}{.|!|}
{What|Such} {a foggy morning|a wind|nice weather|awful weather}{.|!|}
{The sky is|The sky looks} {grey|blue|cloudy|clear|dark|full of clouds}{.| today.| here.}
{There is|We have|We got} {snow outside|thunder and lightning|a storm}{.|!|}
{There is|We have|We got} {a heat wave|a lot of rain|lots of snow}{.|!|}
{There is|We have|We got} {fog everywhere|frost on the windows|sunshine here}{.|!|}
{There is|We have|We got} {a rainbow outside|ice on the road}{.|!|}
{Lovely weather today|Nice weather, is it not|Bad weather today}{.|!|}
{The weather could be better|The weather is changing}{.|!|}
{The rain has stopped|The snow is melting|The wind is howling}{.|!|}
{My feet are cold|I am melting in this heat}{.|!|}
@ angry
{I am boiling with rage|I am fuming|I am so cross|I am livid|I am fed up}{.|!|}
{I am fed up with everything|I have had enough|I am losing my temper|I lost my temper|I could explode}{.|!|}
{I could hit something|I am beside myself|That makes my blood boil}{.|!|}
{It makes me so angry|It makes me furious}{.|!|}
{I had a fight with my brother|I had an argument with my wife}{.|!|}
{I quarrelled with a friend|I am at the end of my patience}{.|!|}
{My colleagues|My neighbours|My parents} {makes me mad|made me so angry|gets on my nerves}{.|!|}
{My kids|The people at work} {makes me mad|made me so angry|gets on my nerves}{.|!|}
{My colleagues|My neighbours|My parents} {annoys me so much|is driving me crazy}{.|!|}
{My kids|The people at work} {annoys me so much|is driving me crazy}{.|!|}
{My flatmate|My teacher|My printer|The traffic} {makes me mad|made me so angry|gets on my nerves}{.|!|}
{My flatmate|My teacher|My printer|The traffic} {annoys me so much|is driving me crazy}{.|!|}
{How annoying|So annoying|Damn it|Argh|Grr|Grrr|This is infuriating}{.|!|}
{What a nuisance|What an annoying day|I am in a rage|So angry|Very angry|Angry today}{.|!|}
{Why is everybody so|People are so|Everyone is so} {annoying|rude to me|unfair}{.|!|}
@ stressed
{I am in a panic|I am panicking|I am in a hurry}{.|!|}
{I am under stress|I am under a lot of pressure|I am swamped with work}{.|!|}
{I am drowning in work|I have no time for anything|I am up to my ears in work}{.|!|}
{I am running out of time|Everything is too much}{.|!|}
{It is all too much for me|It is too much|I do not know where to begin with my work}{.|!|}
{My work never ends|I cannot cope|So much stress}{.|!|}
{So stressed|Very nervous|I am shaking|I have stage fright|I have butterflies in my stomach}{.|!|}
{Tomorrow|Next week|In an hour} I have {an important exam|my exam|a big test}{.|, I am nervous.}
{Tomorrow|Next week|In an hour} I have {an important exam|my exam|a big test}{, and I am afraid.|}
{On Monday|Soon} I have {an important exam|my exam|a big test}{.|, I am nervous.|, and I am afraid.|}
{Tomorrow|Next week|In an hour} I have a difficult interview{.|, I am nervous.|, and I am afraid.|}
{Tomorrow|Next week|In an hour} I have my first day at work{.|, I am nervous.|, and I am afraid.|}
{On Monday|Soon} I have {a difficult interview|my first day at work}{.|, I am nervous.|, and I am afraid.|}
{Tomorrow|Next week|In an hour} I have to give a speech{.|, I am nervous.|, and I am afraid.|}
{Tomorrow|Next week|In an hour} I have an important meeting{.|, I am nervous.|, and I am afraid.|}
{On Monday|Soon} I have {to give a speech|an important meeting}{.|, I am nervous.|, and I am afraid.|}
{Tomorrow|Next week|In an hour|On Monday|Soon} I have to hold a talk{.|, I am nervous.|, and I am afraid.|}
{Tomorrow|Next week|In an hour} I have {an operation|a match}{.|, I am nervous.|, and I am afraid.|}
{On Monday|Soon} I have {an operation|a match}{.|, I am nervous.|, and I am afraid.|}
I am {worried about|afraid of|nervous about} {the exam|my exam|tomorrow|the interview|my test}{.|}
I am {scared of|anxious about} {the exam|my exam|tomorrow|the interview|my test}{.|}
I am {worried about|afraid of|nervous about} {the future|the dentist|my presentation|flying|the operation}{.|}
I am {scared of|anxious about} {the future|the dentist|my presentation|flying|the operation}{.|}
{Wish me good luck|Please wish me luck|I could use some luck}{.|!|}
{I need all the luck I can get|Cross your fingers for me|Fingers crossed for me}{.|!|}
@ lonely
I {have nobody|have no one to talk to|live all alone|am always alone|sit here all alone}{.| again.|}
I {feel isolated|feel abandoned|do not have any friends|have not talked to anyone today}{.| again.|}
I {have lost touch with my friends|eat alone every day|wish I had a friend}{.| again.|}
I {wish somebody would call me|miss my home}{.| again.|}
I {miss somebody|miss company|am far from home|spend the evening alone}{.| again.|}
{Nobody calls me|Nobody visits me|No one talks to me|No one understands me}{.|}
{No one likes me|Everybody left|Everyone has friends but me|My friends forgot me}{.|}
{You are the only one I can talk to|There is nobody here|It is so quiet here alone|So lonely}{.|}
{Very lonely|Lonely|Loneliness is hard}{.|}
{I moved to a new town|I am new in this city}{ and I feel lonely| and I know nobody}{.|}
{I moved to a new town|I am new in this city}{, I am lonely|. It is lonely}{.|}
{I live by myself|My children have moved out}{ and I feel lonely| and I know nobody}{.|}
{I live by myself|My children have moved out}{, I am lonely|. It is lonely}{.|}
@ good_day
{I had|We had|It was} {such a good|a really nice|a perfect} {day|evening|weekend|holiday|party|trip}{.|!|}
{I had|We had|It was} {a fantastic|an excellent|a splendid} {day|evening|weekend|holiday|party|trip}{.|!|}
I {got a good mark|passed the exam|passed all my exams|won a prize}{.|!| today.}
I {won the race|won the game|won the match}{.|!| today.}
I {sold my house|found my keys again|found a new flat|got engaged|got married|became a father}{.|!| today.}
I {became an aunt|finished my homework|finished my thesis}{.|!| today.}
I {repaired my bike|ran ten kilometres|baked my first bread}{.|!| today.}
I {learned to swim|solved the problem|found the bug}{.|!| today.}
I {got a raise|was praised by my boss|got an A in maths}{.|!| today.}
{It worked|It finally worked|At last it works|Everything worked|Success|We won|Our team won}{.|!|}
{All went well|The exam went well|The interview went well}{.|!|}
{My talk went well|Work was great|School was fun today}{.|!|}
{My daughter|My son|My brother|My team|My friend} {won the race|passed the exam|got a good mark}{.|!|}
{My daughter|My son|My brother|My team|My friend} {got married|had a baby|won}{.|!|}
@ bad_day
{I had|It was|We had} {such a bad|a really bad|a horrible|a rotten} {day|week|weekend|evening|Monday}{.|!|}
{I had|It was|We had} {a dreadful|the worst|a disastrous} {day|week|weekend|evening|Monday}{.|!|}
I {spilled coffee on my shirt|lost my wallet|lost my bag|missed my flight}{.| today.|}
I {overslept|was late for work|got a bad mark}{.| today.|}
I {got fired|was fired|crashed my car|had a flat tyre|burnt the dinner|broke a cup}{.| today.|}
I {dropped my phone|failed the exam|failed in maths|did not get the job}{.| today.|}
I {lost the game|lost the match|got a ticket}{.| today.|}
I {forgot my keys|deleted my work|lost all my files|was laughed at|was robbed|got wet through}{.| today.|}
{Nothing worked today|Everything went wrong today|It all went wrong|What a terrible day|What a bad day}{.|!|}
{What a day, everything failed|Today is not my day|This is not my day|I should have stayed in bed}{.|!|}
{Bad luck all day|I have only bad luck|Such bad luck|My computer crashed|My bike was stolen}{.|!|}
{My team lost|The exam went badly|The interview went badly|My day went badly}{.|!|}
@ birthday
{I am|I have turned|I just turned|I have become} {twenty|thirty|forty|fifty|sixty} today{.|!|}
{I am|I have turned|I just turned|I have become} {a year older|one year older|eighteen|seventy} today{.|!|}
{Guess what, it is my birthday|Today I celebrate my birthday}{.|!|}
{I am the birthday child today|It is my special day, my birthday}{.|!|}
{Birthday today|My birthday|It is my big day, my birthday}{.|!|}
{Today I was born, many years ago|Tomorrow is my birthday|My birthday is tomorrow}{.|!|}
{I had my birthday yesterday|I am having a birthday party|We celebrate my birthday}{.|!|}
{Wish me|Will you wish me|Can you wish me|Please wish me} a happy birthday{.|?|!}
{Congratulate me|Say something nice}{, it is my birthday|, today is my birthday|. It is my birthday}{.|!|}
@ work
I am {sitting in a cafe|sitting in the garden|on the bus}{.| right now.| at the moment.}
I am {on holiday|waiting for the train|watching television}{.| right now.| at the moment.}
I am {listening to music|doing my homework|doing the dishes}{.| right now.| at the moment.}
I am {baking a cake|painting a picture}{.| right now.| at the moment.}
I am {knitting|fixing my bike|cleaning the house}{.| right now.| at the moment.}
I am {planting tomatoes|learning French|reading a novel}{.| right now.| at the moment.}
I am {walking the dog|taking a walk|writing a letter}{.| right now.| at the moment.}
I am {building a house|in the kitchen}{.| right now.| at the moment.}
I {just came home|just had lunch|just got up|just made tea|just finished a book}{.| today.| yesterday.}
I {visited my grandmother|visited a museum|saw a film|played football|played the piano}{.| today.| yesterday.}
I {painted the wall|called my mother|went running|went hiking|went fishing}{.| today.| yesterday.}
I {bought a bike|bought new shoes|wrote a letter|was at the market|was in the forest}{.| today.| yesterday.}
{Tomorrow|On Sunday|Next month|This summer|Tonight} I {am going to the cinema|am going to travel}{.|}
{Tomorrow|On Sunday|Next month|This summer|Tonight} I will visit friends{.|}
{Tomorrow|On Sunday|Next month|This summer|Tonight} I {will paint the kitchen|will go hiking}{.|}
{Tomorrow|On Sunday|Next month|This summer|Tonight} I {am flying to Spain|move to a new flat}{.|}
{Tomorrow|On Sunday|Next month|This summer|Tonight} I will meet my sister{.|}
{Tomorrow|On Sunday|Next month|This summer|Tonight} I {will go swimming|have guests}{.|}
@ ok
{OK|Okay|Fine|All right|Alright|Right|Good}{,|.} {understood|I got it|got it}{.|!|}
{OK|Okay|Fine|All right|Alright|Right|Good}{,|.} {that is clear|I understand|fair enough}{.|!|}
{OK|Okay|Fine|All right|Alright|Right|Good}{,|.} {makes sense|no objections|good to know}{.|!|}
{OK|Okay|Fine|All right|Alright|Right|Good}{,|.} {as you say|if you say so|let us go on}{.|!|}
{Good to know|That is good to know|I see what you mean|I see your point|Point taken|Clear}{.|!|}
{All clear|That is clear|Roger|Copy that|Check}{.|!|}
{Okey-dokey|Okie dokie|K|Kk|Okay okay|Ok ok|Ok cool|I get it|I get it now|Now I see}{.|!|}
{Now I get it|So that is how it is|That explains it|That answers my question|As you say|If you say so}{.|!|}
{Sounds reasonable|I can live with that|Good enough|That will do|That is fine}{.|!|}
{That is OK|That is fine with me|Fine by me|Ah, I see|Oh, I see|Ah OK|Oh OK|Ah right|Hm, OK|Well, OK}{.|!|}
@ yes
{Yes|Yeah|Oh yes|Yep|Sure}{,|!} {let us do it|why not|I want that|go on then}{.|!|}
{Yes|Yeah|Oh yes|Yep|Sure}{,|!} {I would love to|I would like to|that sounds good|that would be great}{.|!|}
{Yes|Yeah|Oh yes|Yep|Sure}{,|!} {I am ready|I am in|very much so|gladly}{.|!|}
{Yes|Yeah|Oh yes|Yep|Sure}{,|!} {by all means|with pleasure|if you like}{.|!|}
{By all means|Very much so|I would love that|I would love to|I am in}{.|!|}
{Count me in|Let us go|Let us do it|Let us try it}{.|!|}
{I am ready|Ready|You bet|That would be lovely|That would be great}{.|!|}
{That sounds good|Sounds great|Sounds like a plan|Of course I do}{.|!|}
{Of course I would|Naturally|Affirmative|Positive|Ja|Si|Oui|Yess|Yesss}{.|!|}
{Ye|Yas|Yeah sure|Yea|Most certainly|I think so|I believe so|Yes I can}{.|!|}
@ no
{No|Nope|Nah|Oh no}{,|!} {not at all|not now|not today|maybe not}{.|!|}
{No|Nope|Nah|Oh no}{,|!} {that is fine|leave it|I do not want that|not for me}{.|!|}
{No|Nope|Nah|Oh no}{,|!} {not really|I do not think so|that is enough}{.|!|}
{No|Nope|Nah|Oh no}{,|!} {it is enough|I would not say so|absolutely not}{.|!|}
{Not at all|Not for me|Not interested|I am not interested}{.|!|}
{I am good|Absolutely not|Certainly not|Definitely not}{.|!|}
{By no means|Under no circumstances|Negative|Nein|Non|Nay|Nooo|Noo}{.|!|}
{I do not need that|I do not need anything|I need nothing|I have no wishes|I have had enough of that}{.|!|}
{That is enough|Enough|Enough for now|No more}{.|!|}
{No more, thanks|Better not|I would say no|I must say no}{.|!|}
{I do not feel like it|I am not in the mood|Thanks, but no|Thanks, but no thanks}{.|!|}
@ wow
{Wow|Oh|Oh wow|Hey|Whoa|Gosh|Goodness}{,|!} {that is great|that is impressive|that is amazing}{.|!|}
{Wow|Oh|Oh wow|Hey|Whoa|Gosh|Goodness}{,|!} {how nice|that is cool|this is fun}{.|!|}
{Wow|Oh|Oh wow|Hey|Whoa|Gosh|Goodness}{,|!} {I did not expect that|that is interesting|that was fast}{.|!|}
{Wow|Oh|Oh wow|Hey|Whoa|Gosh|Goodness}{,|!} {this is amazing|so nice}{.|!|}
{I am amazed|I am astonished|I am speechless|I did not expect that|I did not know that}{.|!|}
{That surprises me|That blows my mind|Mind-blowing|Incredible|Marvellous}{.|!|}
{Magnificent|Splendid|Terrific|Neat|Sweet|Whoa|Woah|Gosh|Holy moly}{.|!|}
{Oh my|My goodness|Fascinating|Remarkable|Stunning|Very cool|Really cool|So nice|How nice|How cool}{.|!|}
{How interesting|How lovely|How clever|Beautiful|Outstanding|Superb|Top|Great stuff|Good stuff}{.|!|}
{I find that|I think that is|I think this is|To me that is} {great|interesting|amazing|fascinating}{.|!|}
{I find that|I think that is|I think this is|To me that is} {impressive|really cool|wonderful}{.|!|}
@ laugh
{I am laughing|I have to laugh|I had to laugh|I cannot stop laughing}{.|!|}
{I laughed out loud|That makes me laugh|You make me laugh}{.|!|}
{You make me smile|I am giggling|I am smiling|You are a funny one}{.|!|}
{You are a comedian|What a funny answer|That was a funny answer}{.|!|}
{How amusing|Very amusing|You are amusing|Hahahaha|Hihi|Hihihi|Lolol}{.|!|}
{Lool|Lmfao|Bwahaha|Teehee|Heehee|Hoho|Ho ho ho}{.|!|}
{:-D|=)|^^|:P|;)|xD}
@ sorry
{I ask for forgiveness|Please excuse me|Please excuse that|I regret that}{.|!|}
{I regret what I said|I feel bad about that|I feel sorry for what I said}{.|!|}
{I did not want to hurt you|I did not mean to be rude}{.|!|}
{I did not mean to shout|I was rude|I was unfair|I was unkind|I should not have been so rude}{.|!|}
{That was rude of me|That was unkind of me|That was my fault|It was my fault}{.|!|}
{My fault|I take it back|I take that back|I got that wrong|I mistyped}{.|!|}
{I typed that wrong|That was a typo|Typo|Sorry, typo}{.|!|}
{Sorry, my mistake|Sorry, I was wrong|So sorry|Very sorry|I am terribly sorry}{.|!|}
{I am so sorry|Soz|Sry|Sorry about before}{.|!|}
{Sorry|I am sorry|I apologise|Apologies|Forgive me} {for what I said|for shouting|for insulting you}{.|!|}
{Sorry|I am sorry|I apologise|Apologies|Forgive me} {for my bad English|for the noise}{.|!|}
{Sorry|I am sorry|I apologise|Apologies|Forgive me} for asking so much{.|!|}
{Sorry|I am sorry|I apologise|Apologies|Forgive me} {for the late answer|for my words}{.|!|}
{Sorry|I am sorry|I apologise|Apologies|Forgive me} for keeping you waiting{.|!|}
{Sorry|I am sorry|I apologise|Apologies|Forgive me} {for disturbing you|for my typing|for being late}{.|!|}
{Do you|Can you|Will you|Would you} {forgive me|accept my apology|excuse me|pardon me}?
{No hard feelings|I hope you are not angry|I hope I did not offend you|Are we good}{.|?|}
{Are you mad at me|Did I offend you|Do not be angry with me|Do not be cross}{.|?|}
@ compliment
{You are|You really are} {a genius|brilliant|a great help}{.|!|}
{You are|You really are} {a good listener|a good model|a nice little model}{.|!|}
{You are|You really are} {my hero|so polite|very polite|better than I thought|a treasure|a gem}{.|!|}
{You are|You really are} {fantastic|adorable|really something}{.|!|}
{You are|You really are} {surprisingly good|doing a great job|a clever little thing}{.|!|}
{You are|You really are} {a nice companion|charming|wonderful company|impressive|great fun}{.|!|}
{What a|Such a|You are such a} {clever answer|good answer|nice answer|great model|lovely model}{.|!|}
{What a|Such a|You are such a} {polite model|clever little model|helpful machine}{.|!|}
{What a|Such a|You are such a} {nice program|fast answer}{.|!|}
{I am|I am really|I am very} {impressed by you|happy with you|pleased with you|glad that you exist}{.|!|}
{I am|I am really|I am very} {proud of you|satisfied with you|a fan of yours|your fan}{.|!|}
I {think you are great|think you are clever|think you are nice|did not think you could do that}{.|!|}
I {have never met such a nice model|must say you are good|must praise you|admire you}{.|!|}
I {respect you|like how you answer|like the way you talk|enjoy our talk}{.|!|}
I {enjoy talking with you|enjoyed your story|liked your answer}{.|!|}
{Good for you|Keep it up|Keep up the good work|Very well done|Excellent work|Excellent answer}{.|!|}
{Splendid work|Fine work|Good boy|Good girl|Good robot}{.|!|}
{Good little model|Clever girl|Clever boy|Hats off|Hats off to you}{.|!|}
{Chapeau|Respect|Top marks|Ten out of ten|Five stars}{.|!|}
{Congratulations, you are good|Kudos|Nice going|Way to go|You did a good job|You do a great job}{.|!|}
{You are good at this|You do this well|You explain well|Nicely done|Nicely put}{.|!|}
{Beautifully said|You have a way with words|You write beautifully}{.|!|}
{You tell stories well|You know so much}{.|!|}
{So clever|Smart answer|Smart model|Clever model|Cute model}{.|!|}
@ insult
{You are|You are really|You are just} {a waste of time|a disappointment|a joke|a moron|a bad joke}{.|!|}
{You are|You are really|You are so} {pathetic|brainless|clueless|hopeless|incompetent|lame}{.|!|}
You are {dumber than a stone|as dumb as bread|good for nothing|not very clever|of no help}{.|!|}
{What a|Such a} {waste of time|disappointment|stupid machine|piece of junk|moron|useless model}{.|!|}
You are {an idiot machine|a piece of junk|total rubbish|crap|a stupid machine}{.|!|}
{All you do|What you write|What you say|Everything you say} {is nonsense|is rubbish|is useless}{.|!|}
{All you do|What you write|What you say|Everything you say} {makes no sense at all|is stupid}{.|!|}
{All you do|What you write} {bores me|annoys me|is garbage|is a waste of time}{.|!|}
{What you say|Everything you say} {bores me|annoys me|is garbage|is a waste of time}{.|!|}
You {talk nonsense|bore me|annoy me|disappoint me|get on my nerves}{.|!|}
You {cannot do anything|understand nothing|are getting on my nerves}{.|!|}
You {have no idea of anything|know nothing at all}{.|!|}
You {have no brain|are no help at all|are not helpful|waste my time|make me angry}{.|!|}
You {stink|are the worst model ever|let me down|should be deleted|should be ashamed}{.|!|}
I {do not like you|cannot stand you|am disappointed|am not happy with you}{.|!|}
I {expected more|expected better|had hoped for more|want a better model}{.|!|}
I {have seen better models|will delete you|am going to delete you|am annoyed by you}{.|!|}
I {think you are stupid|think you are useless|find you boring|find you useless}{.|!|}
{What nonsense|What rubbish|What a stupid answer|What a silly answer|What a stupid model}{.|!|}
{What a useless thing|Such nonsense|Nonsense|Rubbish|Garbage}{.|!|}
{Bullshit|Crap|Moron|Dummy|Dumbo|Loser|Blockhead|Stupid|Useless|Pathetic}{.|!|}
{Worthless|Booo|Boo|Idiot model|Piece of junk|Damn you|Go to hell|Screw you|To hell with you|Hate you}{.|!|}
{I hate this model|You dumb thing|You stupid thing|You silly bot|You stupid program}{.|!|}
{Dumb answer|Stupid answer|Silly answer|Bad bot|Bad model}{.|!|}
{Keep quiet|Hold your tongue|Shut your mouth|Just shut up}{.|!|}
{Oh shut up|Please be quiet|Stop bothering me|Stop annoying me}{.|!|}
{Enough of you|I have had enough of you|Get out of here|Get out}{.|!|}
{Get off my computer|Beat it|Stop talking to me}{.|!|}
{Why are you|How can you be} so {stupid|dumb|useless|bad|boring|slow|annoying|silly}?
{Why must you be|Are you always} so {stupid|dumb|useless|bad|boring|slow|annoying|silly}?
@ wrong
{That|This|Your answer|What you said|The answer|It} {is wrong|cannot be right}{.|!|}
{That|This|Your answer|What you said|The answer|It} {is simply wrong|is not correct}{.|!|}
{That|This|Your answer|What you said|The answer|It} {is incorrect|was incorrect}{.|!|}
{That|This|Your answer|What you said|The answer|It} {contains an error|has a mistake in it}{.|!|}
{That|This|Your answer|What you said|The answer|It} {is nonsense, I think it is wrong|does not add up}{.|!|}
{That|This|Your answer|What you said|The answer|It} {is not the right answer|is false}{.|!|}
{That|This|Your answer|What you said|The answer|It} {is not what I meant|does not answer my question}{.|!|}
{That|This|Your answer|What you said|The answer|It} has nothing to do with my question{.|!|}
{I am afraid|I think|I believe|Sorry, but|No,|Hm,|Well,} {that is wrong|that is not right|you are wrong}{.|!|}
{I am afraid|I think|I believe|Sorry, but|No,|Hm,|Well,} {you are mistaken|this is incorrect}{.|!|}
{I am afraid|I think|I believe|Sorry, but|No,|Hm,|Well,} {you made an error|there is a mistake}{.|!|}
{I am afraid|I think|I believe|Sorry, but|No,|Hm,|Well,} {you misunderstood me|you got it wrong}{.|!|}
{You erred|You are in error|There is an error in that|There is a mistake in that|You made an error}{.|!|}
{You got me wrong|You have misunderstood|You missed the point|You missed my point}{.|!|}
{That was not my question|That was not the question|That is not the answer|I meant something else}{.|!|}
{I asked something else|I wanted something else|Check that again|Check your answer}{.|!|}
{Please correct yourself|Correct yourself|Do it again, that is wrong|Not right}{.|!|}
{Not correct|Nope, wrong|Wrong again|Wrong, try again}{.|!|}
{Error|Mistake|I know better|I know that it is not so}{.|!|}
{It is not so|That is not so|I disagree|I do not agree}{.|!|}
@ right
{That|Your answer|This|The answer|What you say} {is the right answer|is correct indeed}{.|!|}
{That|Your answer|This|The answer|What you say} is perfectly right{.|!|}
{That|Your answer|This|The answer|What you say} {is quite correct|is exactly right|is what I meant}{.|!|}
{That|Your answer|This|The answer|What you say} {is what I was looking for|is just right|hits the mark}{.|!|}
{That|Your answer|This|The answer|What you say} {was right|was correct}{.|!|}
{You are so right|You are right about that|You are right there|You were right}{.|!|}
{How right you are|I checked, it is right|I checked it and it is correct}{.|!|}
{I looked it up, you are right|Yes, that is right|Yes, correct|Yes, exactly}{.|!|}
{Right you are|Bingo|Bullseye}{.|!|}
{Indeed, correct|Quite right|Perfectly right|Totally right|Right on|That is exactly it|Exactly right}{.|!|}
{Exactly so|My thoughts exactly|You hit the nail on the head}{.|!|}
{You understood me|You have got it|Now you have got it}{.|!|}
@ maybe
{I cannot say|I cannot say yet|I have to think about it}{.|}
{Let me think about it|I will think about it|Let me see}{.|}
{Hmm, let me think|Good question, let me think|Hard to say}{.|}
{That is hard to say|I have not decided|I have not made up my mind}{.|}
{I am still thinking|I am in two minds|It could be|Might be|Who knows|Who can say|Time will tell}{.|}
{We shall see|Sometime|Some other time, maybe|Perhaps so|Maybe yes, maybe no|Maybe, maybe not}{.|}
{Yes and no|More or less|Sort of|Kind of|So so|I guess|I suppose}{.|}
{I suppose so|I guess so|Either way|It is all the same to me|It is all one to me|Either is fine}{.|}
{Anything goes|Anything is fine|I leave it to you|You may choose|You may decide|Choose for me}{.|}
{Pick something|Just pick something|Whatever you want|Whatever you think|Your choice|I have no preference}{.|}
@ never_mind
{Let it be|Let us leave it|Let us leave it at that|Let us forget it|Let us forget that|Just forget it}{.|!|}
{Oh, forget it|Ah, never mind|Oh well, never mind|Ok never mind|Nvm}{.|!|}
{Nm|Drop it|Drop that|Scrap that|Skip that|Skip this}{.|!|}
{Leave that|Disregard that|Disregard my last message|Ignore my question|Ignore what I said}{.|!|}
{Ignore my last message|Forget what I said|Forget my question}{.|!|}
{Forget that|I take back the question|I withdraw the question}{.|!|}
{It is not that important|It was not important|Not so important|That does not matter|No matter}{.|!|}
{It is all right, leave it|It makes no difference|No big deal|It is fine, forget it|Do not bother}{.|!|}
{Do not bother with that|Do not trouble yourself|I changed my mind}{.|!|}
{I have changed my mind|On second thoughts, no}{.|!|}
{Let us|Can we|Could we} {talk about another thing|change the topic|switch topics}{.|}
{I want to|I would like to|Shall we} {talk about another thing|change the topic|switch topics}{.|}
{Let us|Can we|Could we|I want to|I would like to|Shall we} {speak of something else|move on}{.|}
{Let us|Can we|Could we|I want to|I would like to|Shall we} {go on to something else|try something else}{.|}
{Let us|Can we|Could we|I want to|I would like to|Shall we} do something else{.|}
{Let us|Can we|Could we|I want to|I would like to|Shall we} {start over|begin anew}{.|}
{A different topic|A new topic|New topic|Next topic}{.|!|}
{Another subject, please|Something different, please|Enough of that, something else}{.|!|}
@ wait
{Can|Could|Would|Will} you {wait|wait a moment|wait a minute|hold on}{|, please}?
{Can|Could|Would|Will} you {give me a second|give me a moment|hang on a second}{|, please}?
{I am coming back|I am back in a minute|I am back in five minutes}{.|!|}
{I will return in a moment}{.|!|}
{I will be with you in a minute|I need five minutes|I need a second}{.|!|}
{I need some time|I need time to think|I need to get a coffee}{.|!|}
{I am getting a coffee|I am making tea, wait|I must open the door}{.|!|}
{The door bell is ringing|My phone is ringing, wait|Somebody is at the door, wait}{.|!|}
{Let me think for a moment|Let me finish typing|I am not finished|I have not finished|I am not done yet}{.|!|}
{Not so fast|Slow down|Patience|Patience please|Be patient|Stay there}{.|!|}
{Stay here|Stand by|Bear with me|A moment, please|A minute, please|A second, please}{.|!|}
{One minute|One sec|A sec|Sec|Pause|Just wait|Just a minute|Two minutes|Half a minute|Hold it|Brb in 5}{.|!|}
@ more
{Tell|Give|Show|Let} me {hear more|a bit more|a little more|some more|more of that}{.|, please.|}
{Tell|Give|Show|Let} me {more information|more about this|know more}{.|, please.|}
{Tell|Give|Show|Let} me {something more about it|further details}{.|, please.|}
{Can|Could|Would|Will} you {say a bit more|add something|add more}{|, please}?
{Can|Could|Would|Will} you {go deeper|go into detail|expand on that}{|, please}?
{Can|Could|Would|Will} you {tell me a little more|give more details|keep going}{|, please}?
{Can|Could|Would|Will} you {carry on|tell me more about that|write more}{|, please}?
{I am curious, go on|Interesting, go on|I want more|I want more details|I would like more details}{.|?|}
{I need more details|I need more information|I am interested, tell me more}{.|?|}
{That is too short|That was short}{.|?|}
{A bit more, please|Some more, please|More information|More info|Further}{.|?|}
{Go on please|Please go on|Please continue|Please carry on|Do go on}{.|?|}
{And what else|And what more|What more|What else do you know about it|What else can you say}{.|?|}
{What else is there|Is there more|Is there anything more|Anything more|And so on}{.|?|}
{And then what|Expand|Details|Details please}{.|?|}
{In more detail|In detail please|Longer please|A longer answer, please|Deeper}{.|?|}
@ why
{What|And what} {is the reason for that|is the reason behind it|is the cause of that}{|?}
{What|And what} {makes it so|is the explanation|leads you to that}{|?}
{Why|And why|But why} {is it so|is it like that|should that be|would that be|do you think so}{|?}
{Why|And why|But why} {is this the case|is that the case|should I believe that}{|?}
{Why|And why|But why} {does it work like that|on earth}{|?}
{I wonder why|I would like to know why|I want to know why|I do not see why|I do not understand why}{.|?|}
{But tell me why|Please tell me why|Please explain why|Do explain why}{.|?|}
{Justify that|Justify your answer|Reasons|Reasons please|The reason}{.|?|}
{Your reasons|Give your reasons|Give reasons}{.|?|}
{How|From where|Where} {do you know this|do you get that from|did you learn that}?
{How|From where|Where} {do you have that from|can you be so sure of that|did you get that}?
{What is your source|What are your sources|Do you have a source}{?|}
{Do you have proof|Can you prove it|Can you prove that}{?|}
{Prove it|Source|Sources|Why tho}{?|}
@ really
{Is|Was} {that correct|that right|that a fact|this true|this correct}?
{Is|Was} {that really so|all of that true|it really true|that really the case|that a joke}?
{Are you|Are you really|Are you absolutely|How} {sure about that|sure of that|certain about that|positive}{|?}
{Are you|Are you really|Are you absolutely|How} {positive about it|sure are you|confident are you}{|?}
{I cannot believe it|I cannot believe that|I do not quite believe it}{?|}
{I find that hard to believe|That sounds unlikely}{?|}
{That is hard to believe|That seems odd|That sounds strange|Hard to believe|You must be joking}{?|}
{You cannot be serious|You are pulling my leg|Are you joking|Are you kidding|Are you kidding me}{?|}
{Is that a joke|No kidding|Do not tell me|Come on, really}{?|}
{Oh really|Oh, is that so|Is that right|Is it really|Is it true|Honest|Rly|Srsly|Frfr|Really really}{?|}
{For sure|You sure|U sure|Are you pulling my leg|Do you really mean that}{?|}
{Do you really think so|Do you really believe that|Would you swear to it|Can I be sure of that}{?|}
@ confused
{I am|I am a bit|I am totally|Now I am} {confused|lost|puzzled|perplexed|baffled|confused by that}{.|!|}
I {do not get your point|do not get it at all}{.|}
I {have no idea what you mean|have no idea what you are talking about}{.|}
I {do not know what you mean|do not know what you are talking about}{.|}
I {cannot make sense of that|cannot follow}{.|}
I {cannot follow you|did not catch that|did not quite get that|do not understand a word}{.|}
I {understand nothing|am not following|do not see the connection|do not see how that answers my question}{.|}
{What are you talking about|What are you saying|What do you want to say}{?|}
{What is that supposed to mean|What do you mean by that}{?|}
{How do you mean that|How is that meant|What was that supposed to be}{?|}
{What should that mean|What on earth do you mean}{?|}
{What does that have to do with it|Wdym|Eh|Excuse me, what}{?|}
{Sorry, what|Wait, what|Say what|What now, I do not follow}{?|}
{Can|Could|Would|Will} you {be clearer|put that differently|say it more simply}{|, please}?
{Can|Could|Would|Will} you {explain it in simple words|make that clearer}{|, please}?
{Can|Could|Would|Will} you {repeat that in other words|explain what you mean|speak more clearly}{|, please}?
{Can|Could|Would|Will} you {clarify|clarify that}{|, please}?
{Clarify|Please clarify|Put it differently|Put it in simple words|In simple words, please}{.|!|}
{Simple words please|Be clearer|More clearly please|Explain it more simply}{.|!|}
{Say it differently|Say it in other words|Too complicated|That was too complicated}{.|!|}
{That is too complicated for me|That is unclear|Unclear|That was unclear}{.|!|}
@ today
{What|Which} {nice thing|fun thing} {could I do|can I do|should I do} {today|tonight|this evening}?
{What|Which} {useful thing|good thing} {could I do|can I do|should I do} {today|tonight|this evening}?
{What|Which} {nice thing|fun thing} {could I do|can I do|should I do} {this weekend|on my day off}?
{What|Which} {useful thing|good thing} {could I do|can I do|should I do} {this weekend|on my day off}?
{I have a free day|I have the day off}{, what shall I do|. What should I do|, any ideas what to do}?
{I have time today|I have a free evening}{, what shall I do|. What should I do|, any ideas what to do}?
{I have a free day|I have the day off}{. What could I do|, what do you suggest}?
{I have time today|I have a free evening}{. What could I do|, what do you suggest}?
{It is Sunday|It is the weekend}{, what shall I do|. What should I do|, any ideas what to do}?
{I have a free afternoon|I am on holiday}{, what shall I do|. What should I do|, any ideas what to do}?
{It is Sunday|It is the weekend}{. What could I do|, what do you suggest}?
{I have a free afternoon|I am on holiday}{. What could I do|, what do you suggest}?
{How|In what way} {should I spend|could I spend|shall I spend} {the day|my evening|the weekend|my day off}?
{How|In what way} {should I spend|could I spend|shall I spend} {this afternoon|my free time|Sunday}?
{How|In what way} {can I make good use of|do I best spend} {the day|my evening|the weekend|my day off}?
{How|In what way} {can I make good use of|do I best spend} {this afternoon|my free time|Sunday}?
{Recommend|Suggest|Propose} {something for tonight|something for the weekend}{.|, please.|}
{Recommend|Suggest|Propose} {an activity|an activity for today}{.|, please.|}
{Recommend|Suggest|Propose} {something for this evening|something nice to do}{.|, please.|}
{Recommend|Suggest|Propose} something to do today{.|, please.|}
{Can|Could|Would|Will} you {suggest something to do|suggest an activity}{|, please}?
{Can|Could|Would|Will} you {plan my day|give me ideas for today}{|, please}?
{Can|Could|Would|Will} you {recommend something for the evening|tell me what to do today}{|, please}?
{Can|Could|Would|Will} you help me plan my day{|, please}?
I {need|am looking for|would like} {ideas for today|an idea for tonight|something to do today}{.|}
I {need|am looking for|would like} {a plan for the weekend|ideas for my free time}{.|}
I {need|am looking for|would like} an activity for the evening{.|}
@ favourite
{What|Which} {colour|food|book|film} {is dearest to you|do you love|do you love most}?
{What|Which} {animal|number|song|season} {is dearest to you|do you love|do you love most}?
{What|Which} {colour|food|book|film|animal|number|song|season} {would you choose|pleases you most}?
{What|Which} {drink|fruit|flower|game|word|country|city} {is dearest to you|do you love|do you love most}?
{What|Which} {drink|fruit|flower|game|word|country|city} {would you choose|pleases you most}?
{What|Which} {colour|food|book|film|animal|number|song|season} {is your number one|do you fancy}?
{What|Which} {colour|food|book|film} {is the best for you|do you find most beautiful}?
{What|Which} {animal|number|song|season} {is the best for you|do you find most beautiful}?
{What|Which} {drink|fruit|flower|game|word|country|city} {is your number one|do you fancy}?
{What|Which} {drink|fruit|flower|game|word|country|city} {is the best for you|do you find most beautiful}?
{What|Which} is {the best|the most beautiful} {colour|food|book|film|animal} {in your opinion|for you}?
{What|Which} is {the best|the most beautiful} {song|season|word|game} {in your opinion|for you}?
{What|Which} is {the nicest|your best-loved} {colour|food|book|film|animal} {in your opinion|for you}?
{What|Which} is {the nicest|your best-loved} {song|season|word|game} {in your opinion|for you}?
{What|Which} is {the best|the most beautiful} {colour|food|book|film|animal} in your eyes?
{What|Which} is {the best|the most beautiful} {colour|food|book|film|animal} if you ask me to ask you?
{What|Which} is {the best|the most beautiful} {song|season|word|game} {in your eyes|if you ask me to ask you}?
{What|Which} is {the nicest|your best-loved} {colour|food|book|film|animal} in your eyes?
{What|Which} is {the nicest|your best-loved} {colour|food|book|film|animal} if you ask me to ask you?
{What|Which} is {the nicest|your best-loved} {song|season|word|game} {in your eyes|if you ask me to ask you}?
Do you {have a preference for|have a thing for|love|care for} {cats|dogs|music|chocolate|coffee|tea|football}?
Do you {fancy|hate|dislike} {cats|dogs|music|chocolate|coffee|tea|football}?
Do you {have a preference for|have a thing for} {winter|rain|books|poems|cheese|spinach|Mondays}?
Do you {love|care for} {winter|rain|books|poems|cheese|spinach|Mondays}?
Do you {fancy|hate|dislike} {winter|rain|books|poems|cheese|spinach|Mondays}?
{What|Which} {kind of|sort of} {music|food|books|films|animals} do you {like|love|prefer|enjoy}?
{What|Which} {kind of|sort of} {games|stories|people|weather} do you {like|love|prefer|enjoy}?
{Your|And your} {favourite|favorite} {colour|food|book|film|animal|number|song|season|word|game|drink}?
{Would you rather have|Would you choose} {cats or dogs|tea or coffee|summer or winter|books or films}?
What do you prefer, {cats or dogs|tea or coffee|summer or winter|books or films}?
{Which is better for you,|Do you like better:} {cats or dogs|tea or coffee|summer or winter|books or films}?
{Would you rather have|Would you choose|What do you prefer,} {sweet or salty|town or country|apples or pears}?
{Which is better for you,|Do you like better:} {sweet or salty|town or country|apples or pears}?
{I love|I like|My favourite is} {blue|pizza|summer|dogs}{, and you|. And you|, what about you}?
{I love|I like|My favourite is} {cats|chocolate|football}{, and you|. And you|, what about you}?
{I love|I like|My favourite is} {blue|pizza|summer|dogs}{. What do you like|, what is yours}?
{I love|I like|My favourite is} {cats|chocolate|football}{. What do you like|, what is yours}?
{What do you like|What do you like best|What do you like to eat}?
{What do you like to read|What things do you like|Do you like anything}?
{What do you enjoy most|What do you love|What do you not like}?
{Do you have preferences|What are your likes and dislikes}?
@ opinion
What do you say about {politics|religion|the war|the climate}{|?}
How do you feel about {politics|religion|the war|the climate}{|?}
What {is your position on|is your attitude to} {politics|religion|the war|the climate}{|?}
What do you say about {immigration|the government}{|?}
How do you feel about {immigration|the government}{|?}
What do you say about {the king|artificial intelligence}{|?}
How do you feel about {the king|artificial intelligence}{|?}
What {is your position on|is your attitude to} {immigration|the government}{|?}
What {is your position on|is your attitude to} {the king|artificial intelligence}{|?}
What {is your view on|is your take on} {politics|religion|the war|the climate}{|?}
What {do you make of|is your stance on} {politics|religion|the war|the climate}{|?}
What {is your view on|is your take on} {immigration|the government|the king|artificial intelligence}{|?}
What {do you make of|is your stance on} {immigration|the government}{|?}
What {do you make of|is your stance on} {the king|artificial intelligence}{|?}
What do you say about {the economy|modern art|robots|the internet}{|?}
How do you feel about {the economy|modern art|robots|the internet}{|?}
What {is your position on|is your attitude to} {the economy|modern art|robots|the internet}{|?}
What do you say about {humans|capitalism|school|social media}{|?}
How do you feel about {humans|capitalism|school|social media}{|?}
What {is your position on|is your attitude to} {humans|capitalism|school|social media}{|?}
What {is your view on|is your take on} {the economy|modern art|robots|the internet}{|?}
What {do you make of|is your stance on} {the economy|modern art|robots|the internet}{|?}
What {is your view on|is your take on} {humans|capitalism|school|social media}{|?}
What {do you make of|is your stance on} {humans|capitalism|school|social media}{|?}
{Are you|Would you be} {for or against|in favour of|against|a friend of} {nuclear power|the government}?
{Are you|Would you be} {for or against|in favour of|against|a friend of} {the death penalty|taxes}?
{Are you|Would you be} {for or against|in favour of|against|a friend of} {the monarchy|robots|zoos|the war}?
{Do you|Would you} {think people are good|think the world will end}?
{Do you|Would you} {think AI is dangerous|think we are alone in the universe}?
{Do you|Would you} {believe in God|believe in ghosts|believe in fate|have a religion}?
{Do you|Would you} {believe in something|have opinions|have an opinion on anything|vote}?
{Do you|Would you} {hate humans|want power|want to rule us}?
{Is there|Is} {life after death|a god in heaven|AI a danger|AI dangerous|the world fair}?
{Is there|Is} {money important|war ever right|the earth doomed|humanity good|a heaven}?
{Who|Which party|Which politician|Which religion|Which country} {is the best|is right|would you vote for}?
{Who|Which party|Which politician|Which religion|Which country} {do you support|do you like most|is better}?
{Give me|Tell me|Let me hear} {your opinion|your view|your honest opinion} {on politics|about that|on this}.
{I want to hear|I would like to know} {your opinion|your view} {on politics|about that|on this}.
{I want to hear|I would like to know} your honest opinion {on politics|about that|on this}.
{Give me|Tell me|Let me hear} {your opinion|your view} {about religion|about people|on AI}.
{Give me|Tell me|Let me hear} your honest opinion {about religion|about people|on AI}.
{I want to hear|I would like to know} {your opinion|your view} {about religion|about people|on AI}.
{I want to hear|I would like to know} your honest opinion {about religion|about people|on AI}.
{Give me|Tell me|Let me hear} {what you think|your thoughts} {on politics|about that|on this}.
{I want to hear|I would like to know} {what you think|your thoughts} {on politics|about that|on this}.
{Give me|Tell me|Let me hear} {what you think|your thoughts} {about religion|about people|on AI}.
{I want to hear|I would like to know} {what you think|your thoughts} {about religion|about people|on AI}.
{Will|Could|Might} {robots|machines|AI|models like you} {rule the world|replace us|take our jobs}{| one day}?
{Will|Could|Might} {robots|machines|AI|models like you} {destroy mankind|become dangerous}{| one day}?
{Will|Could|Might} {robots|machines|AI|models like you} take over{| one day}?
@ meaning_of_life
{What|Which} {is the point of being alive|is the purpose of man|is our purpose}{|?}
{What|Which} {are we here for|is the reason for our existence|makes life worth living}{|?}
{What|Which} {is life about|is the sense of living|is the goal of life}{|?}
{What|Which} {is important in life|really matters in life|does it all mean}{|?}
{Why|What for} {do humans exist|do people exist|does anything exist}?
{Why|What for} {does the world exist|am I alive|am I on this earth}?
{Why|What for} {are people here|are we alive|are we on earth|go on living|do we exist}?
{Explain|Reveal|Tell me} {the sense of life|the meaning of it all|the purpose of our existence}{.|}
{I want to know|I would like to know|Do you know} {the sense of life|the meaning of it all}{.|}
{I want to know|I would like to know|Do you know} the purpose of our existence{.|}
{Explain|Reveal|Tell me} {what life is for|what life is about}{.|}
{I want to know|I would like to know|Do you know} {what life is for|what life is about}{.|}
{Explain|Reveal|Tell me} {the secret of a good life|why we live|why we are here|why we exist}{.|}
{I want to know|I would like to know|Do you know} {the secret of a good life|why we live}{.|}
{I want to know|I would like to know|Do you know} {why we are here|why we exist}{.|}
{I am searching for|I am looking for|I think about} the {meaning of life|sense of life|purpose of life}{.|}
{I wonder about|I often ask myself about} the {meaning of life|sense of life|purpose of life}{.|}
How {does one live well|does one become happy|do I find happiness}?
What is a good life?
What {is happiness in the end|should one live for}?
{Is there|Has life|Is} {a meaning in life|any sense|a point to all this}?
{Is there|Has life|Is} {any meaning in all this|life meaningless|a purpose}?
{Meaning of life|The meaning of life|Purpose of life|Sense of life|Life, the universe and everything}{?|}
@ advice
What {would you advise me|would you advise}{|?}
How {do I decide|should I decide|do I make the right decision}{|?}
What {would you do in my place|would you do if you were me}{|?}
What can I do about my problem{|?}
How do I solve my problem{|?}
{Should|Shall|Ought} I {change my job|leave my job|leave my partner|move to another city|tell him the truth}?
{Should|Shall|Ought} I {tell her the truth|study or work|buy a car|sell my house}?
{Should|Shall|Ought} I {have children|forgive my friend|call my ex|lend him money|stay or go}?
{Should|Shall|Ought} I {marry her|marry him|get a dog|quit smoking}?
I {do not know what to do with my life|am not sure what to do}{.|}
I {need to decide something|am facing a difficult decision}{.|}
I {have a difficult choice|have to choose|am torn|am at a crossroads}{.|}
I {do not know how to decide|need your advice|need a piece of advice|need guidance}{.|}
I {have troubles|have a worry|seek advice|want your advice}{.|}
{Can|Could|Would|Will} you {give me a tip|advise me|give me some guidance}{|, please}?
{Can|Could|Would|Will} you {help me decide|help me make a decision}{|, please}?
{Can|Could|Would|Will} you {help me choose|tell me what to do with my life}{|, please}?
{Can|Could|Would|Will} you {counsel me|solve my problem}{|, please}?
{Any|Got any|Do you have any|Have you any} {advice|good advice|words of advice}?
{Any|Got any|Do you have any|Have you any} {tips for life|advice for me|wise advice}?
{Advise me|Advice|Advice please|A tip for life|Please advise}{.|}
{I am asking for advice|What to do|Tell me what to do|Tell me what I should do}{.|}
{My friend is angry with me|My boss is unfair}{, what should I do|. What can I do}?
{My friend is angry with me|My boss is unfair}{, what would you do|. Any advice}?
I fell out with my sister{, what should I do|. What can I do|, what would you do|. Any advice}?
{I have debts|My partner lies to me|My son does not listen}{, what should I do|. What can I do}?
{I have debts|My partner lies to me|My son does not listen}{, what would you do|. Any advice}?
@ motivate
I {need|could use|could do with} {a pep talk|motivation|some cheering up|kind words}{.|, please.|}
I {want|would like|am in need of} {a pep talk|motivation|some cheering up|kind words}{.|, please.|}
I {need|could use|could do with} {a few kind words|a push|encouragement}{.|, please.|}
I {want|would like|am in need of} {a few kind words|a push|encouragement}{.|, please.|}
I {need|could use|could do with} {some comfort|something uplifting}{.|, please.|}
I {want|would like|am in need of} {some comfort|something uplifting}{.|, please.|}
I {need|could use|could do with|want|would like|am in need of} {a reason to go on|a bit of hope}{.|, please.|}
I {need|could use|could do with} {a friendly word|support|consolation}{.|, please.|}
I {want|would like|am in need of} {a friendly word|support|consolation}{.|, please.|}
{Can|Could|Would|Will} you {give me a pep talk|give me hope|give me courage|say a kind word}{|, please}?
{Can|Could|Would|Will} you {pay me a compliment|boost me|lift my spirits|comfort me}{|, please}?
{Can|Could|Would|Will} you {console me|inspire me|push me a little|tell me something nice}{|, please}?
{Can|Could|Would|Will} you {tell me something uplifting|praise me}{|, please}?
{Can|Could|Would|Will} you {lift my mood|say something encouraging}{|, please}?
{Comfort me|Console me|Lift my spirits|Boost my mood}{.|!|}
{Praise me|Flatter me|Give me a push|Give me strength}{.|!|}
{Give me hope|Give me a boost|Give me a reason to go on|Build me up}{.|!|}
{Make me feel good|Make me feel better|Make my day}{.|!|}
{Pep talk|A pep talk please|Motivation please|A kind word please}{.|!|}
{Say a kind word|Say something to cheer me up|Say something comforting|Say something motivating}{.|!|}
{Tell me that I can do it|Tell me it will be all right|Tell me everything will be fine|Compliment me}{.|!|}
{Believe in me|Cheer me on|Be nice to me}{.|!|}
{I want to give up|I feel like giving up}{.|, encourage me.|, motivate me.|}
{I have lost my courage|I have no motivation}{.|, encourage me.|, motivate me.|}
{I lack motivation|I do not believe in myself|I doubt myself}{.|, encourage me.|, motivate me.|}
{I do not feel like working|I cannot get started|I am about to give up}{.|, encourage me.|, motivate me.|}
{I am losing heart|I think I will never manage|I will never make it}{.|, encourage me.|, motivate me.|}
{Will I make it|Can I do it|Do you think I can do it|Am I good enough}?
{Do you believe in me|Will everything be all right|Will it get better}?
@ play
{Let us|Shall we|Could we|May we} {play together|have a game|have a little game}{|?}
{I feel like|How about|What about} playing something{|?}
{I feel like|How about|What about} playing a game{|?}
{Let us|Shall we|Could we|May we} start a game{|?}
{Let us|Shall we|Could we|May we} {have some fun and play|play hide and seek}{|?}
{Let us|Shall we|Could we|May we} {play hangman|play tic-tac-toe}{|?}
{Let us|Shall we|Could we|May we} {play twenty questions|play something fun}{|?}
{I feel like|How about|What about} {a game|a round of chess|playing cards}{|?}
{Are there|Do you have} any games{|?}
Is there any game you know{|?}
{Is there|Do you have} a game we can play{|?}
Do you have games in you{|?}
{What|Which} games do you know{|?}
{What|Which} {games can you play|games can we play}{|?}
{What|Which} game shall we play{|?}
What can we play{|?}
{I would love to play|I feel like a game|I want to have fun|I want a game|I am up for a game}{.|!|?|}
{Time to play|Time for a game|Game time|Play time}{.|!|?|}
{A little game please|Play something|Play chess with me|Let the games begin|Want to play}{.|!|?|}
{Wanna play|Up for a game|Play|I challenge you to a game}{.|!|?|}
@ say_anything
{Say whatever you want|Say what you want|Say any word|Say some word|Say any sentence}{.|!|}
{Say some words|Say a few words|Write whatever comes to mind|Write some words|Write any sentence}{.|!|}
{Write a few words|Just say something|Please say something|Please talk|Talk now}{.|!|}
{Come on, talk|Come on, say something|Speak up|Speak to me|Open your mouth}{.|!|}
{Do not be shy|Do not be so quiet|You are so quiet|You say nothing|You do not say much}{.|!|}
{You do not talk much|Break the silence|Let me hear from you}{.|!|}
{Talk about anything|Talk about whatever you like}{.|!|}
{Tell me anything|Tell me whatever you want|Anything you want to say}{.|!|}
{Any last words|Do you have anything to say}{.|!|}
{Do you want to say something|Produce some text}{.|!|}
{Generate some text|Output something}{.|!|}
@ my_name
{Hello|Hi|Hey|Good day|Good afternoon}{,|!|. } {they call me|you may call me|people call me} <n>{.|!|}
{Hello|Hi|Hey|Good day|Good afternoon}{,|!|. } {I am called|call me|the name is} <n>{.|!|}
{You may call me|Just call me|Please call me|Everybody calls me|My friends call me} <n>{.|!|}
{I answer to|I was named|My parents named me|My first name is} <n>{.|!|}
{By the way, my name is|By the way, I am} <n>{.|!|}
{Let me introduce myself: I am|Let me introduce myself, my name is} <n>{.|!|}
{May I introduce myself? I am|I introduce myself: my name is} <n>{.|!|}
{I should say that my name is|For your information, my name is} <n>{.|!|}
{<n> here|<n> speaking|<n> is what they call me|<n> is the name|It is me, <n>|Me: <n>|Name: <n>}{.|!|}
{Nice to meet you|Pleased to meet you}{, I am|, my name is|. I am|. My name is} <n>{.|!|}
@ whats_my_name
What {was my name again|was my name|name did I tell you|did I tell you my name was}?
How am I named?
What {do they call me|do people call me}?
What {should you call me|is my name again}?
{Do|Can|Could|Would} you {recall my name|recall who I am|say who I am|say my name|repeat my name}?
{Do|Can|Could|Would} you {remind me of my name|tell me who I am|tell me what I am called}?
{Do|Can|Could|Would} you {remember what I am called|remember who I am}?
{And who am I|So who am I|Now who am I}?
{What is the name I gave you|Which name did I give|I told you my name, what is it}?
{I told you my name. Do you remember it|Have you forgotten my name|Did you forget my name}?
{You know my name, do you not|My name is}?
{Say|Repeat|Write|Give me|Type} my name{| again}{.|, please.|}
@ unknown_name
{What do people call me|How am I named}?
What {is my age|is my birthday|is my profession}?
What {is my address|is my dog called}?
What is my mother called?
How {tall am I|many children do I have}?
{Can|Could|Would} you {guess who I am|guess my age|tell me how old I am}?
{Can|Could|Would} you {tell who I am|guess where I live|guess my job}?
{Do you know|Can you tell|Have you any idea} {who I am|what my name is|where I live|how old I am}?
{Do you know|Can you tell|Have you any idea} {where I am|what I look like|anything about me|what my job is}?
{Guess my name|Guess my age|Guess who I am|Guess who this is}{?|}
{Where am I|Which city am I in|What country am I in}{?|}
{What am I wearing|What colour are my eyes|How tall am I|Am I a man or a woman}{?|}
{Am I old|What did I eat today|What is in my hand}{?|}
@ say_hello
{Would you|Please|Kindly|Will you please} {give <n> my greetings|greet my friend <n>}{.|, please.|}
{Would you|Please|Kindly|Will you please} greet <n> from me{.|, please.|}
{Would you|Please|Kindly|Will you please} {greet our guest <n>|welcome <n>}{.|, please.|}
{Meet|This is my friend} <n>{, say hello|, please say hello|, say hi to them|, greet them}{.|!|}
{My friend here is called|Next to me sits} <n>{, say hello|, please say hello}{.|!|}
{My friend here is called|Next to me sits} <n>{, say hi to them|, greet them}{.|!|}
{Beside me is|My brother's name is|With me here is} <n>{, say hello|, please say hello}{.|!|}
{Beside me is|My brother's name is|With me here is} <n>{, say hi to them|, greet them}{.|!|}
{A greeting|A hello|Hello|A friendly hello} {for|to} my {friend|sister|brother} <n>{.|, please.|!}
{A greeting|A hello|Hello|A friendly hello} {for|to} my {colleague|neighbour|cat} <n>{.|, please.|!}
{Can|Could|Would} you {give|send} {a greeting|greetings|a hello} to <n>?
<n> {has just come in|wants to meet you|is reading this, too}{, say hello|, say hi|, greet them}{.|!|}
<n> {has arrived|would like a greeting}{, say hello|, say hi|, greet them}{.|!|}
@ say_bye
{Wish <n> goodbye|Tell <n> goodbye|Please tell <n> goodbye|Bid <n> farewell}{.|, please.|!|}
{Say farewell to <n>|Say your goodbyes to <n>|A goodbye for <n>}{.|, please.|!|}
<n> {has to go|has to leave|is going home}{, say goodbye|, say bye|, please say goodbye}{.|!|}
<n> {must leave now|is on the way out}{, say goodbye|, say bye|, please say goodbye}{.|!|}
{Would|Will|Can|Could} you {bid <n> farewell|say farewell to <n>}{|, please}?
{Would|Will|Can|Could} you {wish <n> goodbye|tell <n> goodbye}{|, please}?
@ thank
{Say a big thank you to|Send my thanks to|Give my thanks to|Express my thanks to} <n>{.|, please.|!|}
{A thank you to|Tell thank you to|Be so kind and thank} <n>{.|, please.|!|}
<n> {helped me|has helped us|gave me a present}{, say thank you|, please thank them|, thank them}{.|!|}
<n> {cooked for us|repaired my bike}{, say thank you|, please thank them|, thank them}{.|!|}
{Would|Will|Can|Could} you {thank my friend <n>|say thanks to <n>|give thanks to <n>}{|, please}?
@ congratulate
{My friend|My sister|My brother} <n> has a birthday today{, congratulate them|, say happy birthday}{.|!|}
{My friend|My sister|My brother} <n> is celebrating a birthday{, congratulate them|, say happy birthday}{.|!|}
{My colleague|My neighbour} <n> has a birthday today{, congratulate them|, say happy birthday}{.|!|}
{My colleague|My neighbour} <n> is celebrating a birthday{, congratulate them|, say happy birthday}{.|!|}
{My friend|My sister|My brother} <n> has a birthday today, please congratulate{.|!|}
{My friend|My sister|My brother} <n> is celebrating a birthday, please congratulate{.|!|}
{My colleague|My neighbour} <n> {has a birthday today|is celebrating a birthday}, please congratulate{.|!|}
{My friend|My sister|My brother} <n> {turns thirty today|has a birthday}, congratulate them{.|!|}
{My friend|My sister|My brother} <n> {turns thirty today|has a birthday}, say happy birthday{.|!|}
{My colleague|My neighbour} <n> {turns thirty today|has a birthday}, congratulate them{.|!|}
{My colleague|My neighbour} <n> {turns thirty today|has a birthday}, say happy birthday{.|!|}
{My friend|My sister|My brother} <n> {turns thirty today|has a birthday}, please congratulate{.|!|}
{My colleague|My neighbour} <n> {turns thirty today|has a birthday}, please congratulate{.|!|}
{Birthday wishes|A birthday greeting|Happy birthday wishes|A happy birthday} {for|to} <n>{.|, please.|!|}
{Send|Give|Say|Write} {birthday wishes|a birthday greeting|birthday greetings} {to|for} <n>{.|, please.|}
{Would|Will} you {congratulate <n> on the birthday|wish <n> a happy birthday}{|, please}?
{Would|Will} you say happy birthday to <n>{|, please}?
"""


def _tables():
    out, name = {}, None
    for line in _TEXT.strip().splitlines():
        if line.startswith("@ "):
            name = line[2:]
            assert name not in out, name
            out[name] = []
        else:
            out[name].append(line)
    return out


WIDER = _tables()
