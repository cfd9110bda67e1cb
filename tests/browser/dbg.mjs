import {startDesk,launch,open,seat,chat} from './support.mjs';
const desk=await startDesk(); const b=await launch(); 
const p=await seat(desk,b); const v=await open(b); await v.goto(desk.base+'/demo'); const w=chat(v); await w.open(); await w.send('Do you wrap presents?'); await w.find('.state',{hasText:'Sent'}).waitFor();
await p.goto(desk.base+'/desk'); await p.waitForTimeout(1500);
console.log(await p.locator('#list .row').evaluateAll(r=>r.map(x=>x.innerText.replace(/\s+/g,' '))), p.faults, await w.own());
await p.screenshot({path:'/tmp/bt/dbg.png'}); await b.close(); await desk.stop(); process.exit();
